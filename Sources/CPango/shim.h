#ifndef SUITO_CPANGO_SHIM_H
#define SUITO_CPANGO_SHIM_H

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

/* What GObject spells as casts by macros, as functions; all handles are opaque here, because some
   of the structs are declared in full and others are not. */

static inline void shim_unref(void *object) { g_object_unref(object); }

static inline void *shim_font_map_new(double points_per_inch)
{
    PangoFontMap *map = pango_cairo_font_map_new();
    if (map) pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(map), points_per_inch);
    return map;
}

static inline void *shim_context_new(void *font_map, cairo_t *cairo)
{
    PangoContext *context = pango_font_map_create_context((PangoFontMap *)font_map);
    pango_cairo_update_context(cairo, context);
    /* Glyphs stand where the font says, not on whole units of a screen. */
    pango_context_set_round_glyph_positions(context, FALSE);
    return context;
}

static inline void shim_context_set_language(void *context, const char *tag)
{
    pango_context_set_language((PangoContext *)context, pango_language_from_string(tag));
}

static inline PangoLayout *shim_layout_new(void *context)
{
    return pango_layout_new((PangoContext *)context);
}

/* The families of a font map; the array is freed with g_free, its elements belong to the map. */
static inline void **shim_families(void *font_map, int *count)
{
    PangoFontFamily **families = NULL;
    *count = 0;
    pango_font_map_list_families((PangoFontMap *)font_map, &families, count);
    return (void **)families;
}

static inline const char *shim_family_name(void *family)
{
    return pango_font_family_get_name((PangoFontFamily *)family);
}

/* Whether the family has a face of its own at this weight or a heavier one. */
static inline int shim_family_has_weight(void *family, int weight)
{
    PangoFontFace **faces = NULL;
    int count = 0, found = 0;
    pango_font_family_list_faces((PangoFontFamily *)family, &faces, &count);
    for (int index = 0; index < count && !found; index++) {
        if (pango_font_face_is_synthesized(faces[index])) continue;
        PangoFontDescription *face = pango_font_face_describe(faces[index]);
        found = (int)pango_font_description_get_weight(face) >= weight;
        pango_font_description_free(face);
    }
    g_free(faces);
    return found;
}

#endif
