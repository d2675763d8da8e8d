//! Meeting lists of other programs, as pure text to and from the domain.
