#ifndef SUITO_CZINT_SHIM_H
#define SUITO_CZINT_SHIM_H

#include <stdint.h>
#include <zint.h>

/* The largest QR code: version 40 (ISO/IEC 18004). */
#define SHIM_QR_LARGEST 177

/* Encodes bytes as a QR code, one byte a module, row after row, 1 for dark. Returns the modules of
   one side, 0 where the bytes do not fit. Here and not in Swift because the symbol is a struct of
   some 30 kB of arrays. */
static inline int shim_qr(const uint8_t *text, int length, uint8_t *modules)
{
    struct zint_symbol *symbol = ZBarcode_Create();
    if (!symbol) return 0;
    symbol->symbology = BARCODE_QRCODE;
    symbol->input_mode = DATA_MODE;
    symbol->option_1 = 2; /* level M: 15 % may be unreadable */
    int side = 0;
    if (ZBarcode_Encode(symbol, text, length) < ZINT_ERROR && symbol->rows == symbol->width
        && symbol->width <= SHIM_QR_LARGEST) {
        side = symbol->width;
        for (int row = 0; row < side; row++)
            for (int column = 0; column < side; column++)
                modules[row * side + column] =
                    (symbol->encoded_data[row][column >> 3] >> (column & 7)) & 1;
    }
    ZBarcode_Delete(symbol);
    return side;
}

#endif
