#pragma once

#include <sstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <waybill/forgotten.hpp>
#include <waybill/rule.hpp>
