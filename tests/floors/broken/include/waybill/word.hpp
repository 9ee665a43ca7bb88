#pragma once

#include <string_view>

#include <fmt/format.h>

#include <waybill/rule.hpp>
