#pragma once

#include "../waybill.hpp"
