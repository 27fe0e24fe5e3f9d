package io.tradebars.job;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What somebody meant who wrote a name that isn't one. */
final class UnknownNames {

    private UnknownNames() {}

    /** The name of the option that is nearest, also of one under a mistyped prefix; without dashes in front. */
    static Optional<String> meant(String name, Collection<OptionDefinition> definitions) {
        Optional<String> option = Nearest.to(
                name,
                definitions.stream()
                        .filter(definition -> !definition.type().isPrefix())
                        .map(OptionDefinition::key)
                        .toList());
        return option.or(() -> definitions.stream()
                .filter(definition -> definition.type().isPrefix())
                .flatMap(definition -> underPrefix(name, definition).stream())
                .findFirst());
    }

    private static Optional<String> underPrefix(String name, OptionDefinition definition) {
        int segments = definition.key().split("\\.").length;
        String[] written = name.split("\\.", segments + 1);
        if (written.length <= segments) {
            return Optional.empty();
        }
        String beginning = name.substring(0, name.length() - written[segments].length() - 1);
        return Nearest.to(beginning, List.of(definition.key())).map(prefix -> definition.prefix() + written[segments]);
    }
}
