#pragma once

// The only way SOCI comes in. Debian's soci-config.h asks for Boost, which waybill does not need.

#include <soci/soci-config.h>
#undef SOCI_HAVE_BOOST
#undef SOCI_HAVE_BOOST_DATE_TIME

#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

// SOCI 4.0 includes these itself, SQLite's in this namespace; 4.1 does not.
#include <cstdarg>

#include <libpq-fe.h>
namespace sqlite_api {
#include <sqlite3.h>
}
