package io.tradebars.job;

import java.util.List;

/** Something in the options, or in what they name, keeps the job from starting. The message has all of it, a line each. */
public final class WrongOptionsException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public WrongOptionsException(List<String> problems) {
        super("the job cannot start:\n  " + String.join("\n  ", problems));
    }
}
