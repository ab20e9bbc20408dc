#ifndef SUITO_CJEMALLOC_SHIM_H
#define SUITO_CJEMALLOC_SHIM_H

#include <stdbool.h>
#include <jemalloc/jemalloc.h>

/* Gives back to the system what has long been free, also while nothing is asked for. Returns 0
   where it does. Here and not in Swift because a call of jemalloc's is what keeps the linker from
   leaving it out: all memory of the program is then from there. */
static inline int shim_give_back_when_idle(void)
{
    bool wanted = true;
    return mallctl("background_thread", NULL, NULL, &wanted, sizeof wanted);
}

#endif
