#pragma once

#include <soci/soci.h>

#include <waybill/store.hpp>
#include <waybill/testing/suite.hpp>
