package embeddedcloud.template;

import java.util.Optional;

/** A value that the stack shows after deployment. */
public record Output(String name, Optional<String> description, String value) {}
