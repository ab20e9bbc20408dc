import Database

/// Where books are, as `--data` says it: a folder with a file, or the URL of a cluster.
public struct BooksPlace: Sendable, Hashable {
    /// What the database is opened by.
    let database: String
    /// The folder of this instance, the books' own where they are a file.
    ///
    /// Of a cluster's books it holds what belongs to the instance alone, such as which key seals.
    public let folder: String
    /// As a person may read it, without a password.
    public let name: String

    /// Where a cluster's URL names no folder.
    private static let usualFolder = "./suito-data"

    public init(_ place: String) throws {
        if ClusterAddress.isAddress(place) {
            let address = try ClusterAddress(place)
            database = place
            folder = address.folder ?? BooksPlace.usualFolder
            name = "\(address)"
        } else {
            database = place + "/books.sqlite"
            folder = place
            name = place
        }
    }

    var isCluster: Bool { ClusterAddress.isAddress(database) }
}
