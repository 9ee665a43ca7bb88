#pragma once

#include <waybill/soci/sqlite_store.hpp>
#include <waybill/store.hpp>
#include <waybill/testing/suite.hpp>
