package embeddedcloud.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Reads the {@code Parameters} section and determines each parameter's value. */
final class ParameterReader {
  private ParameterReader() {}

  static List<Parameter> read(Section template) {
    List<Parameter> parameters = new ArrayList<>();
    template
        .section("Parameters")
        .sections()
        .forEach((name, section) -> parameters.add(parameter(name, section)));
    return parameters;
  }

  private static Parameter parameter(String name, Section section) {
    String type = section.requiredText("Type");
    if (!Set.of("String", "Number", "CommaDelimitedList").contains(type)) {
      throw section.wrong("Type", type + " is not supported by the embedded cloud");
    }
    section.refuse(Set.of("MinLength", "MaxLength"));
    return new Parameter(
        name,
        type,
        section.text("Description").orElse(""),
        section.text("Default"),
        section.texts("AllowedValues"),
        section.text("AllowedPattern").map(pattern -> pattern(pattern, section)),
        section.decimal("MinValue"),
        section.decimal("MaxValue"),
        section.text("ConstraintDescription"));
  }

  private static Pattern pattern(String pattern, Section section) {
    try {
      return Pattern.compile(pattern);
    } catch (PatternSyntaxException e) {
      throw section.wrong("AllowedPattern", "is not a pattern: " + e.getDescription());
    }
  }

  /** The checked value of each parameter: the given one or the default. */
  static Map<String, String> values(List<Parameter> parameters, Map<String, String> given) {
    Map<String, String> values = new LinkedHashMap<>();
    for (Parameter parameter : parameters) {
      values.put(
          parameter.name(), parameter.value(Optional.ofNullable(given.get(parameter.name()))));
    }
    for (String name : given.keySet()) {
      if (!values.containsKey(name)) {
        throw new TemplateException(
            "Parameters." + name,
            "is not in the template, which has " + new TreeSet<>(values.keySet()));
      }
    }
    return values;
  }
}
