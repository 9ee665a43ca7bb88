#pragma once

#include <string>

#include <waybill/json.hpp>

#include "rule.hpp"
