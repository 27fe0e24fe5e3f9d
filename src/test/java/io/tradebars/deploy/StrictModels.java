package io.tradebars.deploy;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;

/**
 * Reads Kubernetes' resources into their Java models and lets no field pass that a model doesn't have. The models themselves are
 * lenient: they ignore unknown fields, or collect them.
 */
final class StrictModels {

    private static final ObjectMapper STRICT = new ObjectMapper().setAnnotationIntrospector(new Strict());

    private StrictModels() {}

    /**
     * The resource.
     *
     * @throws AssertionError if it has a field, or a value, that its model does not know
     */
    static <T> T read(JsonNode resource, Class<T> model) {
        try {
            return STRICT.treeToValue(resource, model);
        } catch (JsonProcessingException e) {
            throw new AssertionError(model.getSimpleName() + ": " + e.getMessage(), e);
        }
    }

    private static final class Strict extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1L;

        @Override
        public Boolean hasAnySetter(Annotated annotated) {
            return false;
        }

        @Override
        public JsonIgnoreProperties.Value findPropertyIgnoralByName(MapperConfig<?> config, Annotated annotated) {
            return super.findPropertyIgnoralByName(config, annotated).withoutIgnoreUnknown();
        }
    }
}
