/* Linking this target gives a Swift plugin its exported symbol; there is nothing to call. */
