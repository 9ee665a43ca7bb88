#pragma once

#include <string>

#include "rule.hpp"
