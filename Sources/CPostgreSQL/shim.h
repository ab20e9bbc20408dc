#ifndef SUITO_CPOSTGRESQL_SHIM_H
#define SUITO_CPOSTGRESQL_SHIM_H

#include <libpq-fe.h>

/* What libpq spells as character constants, as numbers. */

static const int shim_PG_DIAG_SEVERITY_NONLOCALIZED = PG_DIAG_SEVERITY_NONLOCALIZED;
static const int shim_PG_DIAG_SQLSTATE = PG_DIAG_SQLSTATE;
static const int shim_PG_DIAG_MESSAGE_PRIMARY = PG_DIAG_MESSAGE_PRIMARY;

#endif
