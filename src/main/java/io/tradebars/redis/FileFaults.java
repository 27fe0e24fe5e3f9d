package io.tradebars.redis;

import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** Why a file that an option names cannot be used, in words. */
final class FileFaults {

    private FileFaults() {}

    /** What follows a colon: {@code there is no such file}. */
    static String of(Exception fault) {
        if (fault instanceof NoSuchFileException) {
            return "there is no such file";
        }
        if (fault instanceof AccessDeniedException) {
            return "its permissions forbid it";
        }
        return fault.getMessage() == null ? fault.toString() : fault.getMessage();
    }
}
