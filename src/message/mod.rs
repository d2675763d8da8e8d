//! A message without a platform.
