#include <soci/session.h>

#include "soci.hpp"
