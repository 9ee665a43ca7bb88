#pragma once

#include <openssl/hmac.h>

#include <waybill/soci/sql_store.hpp>
#include <waybill/word.hpp>
