package embeddedcloud.template;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A template's parameter and the values that it accepts.
 *
 * @param type {@code String}, {@code Number} or {@code CommaDelimitedList}
 * @param constraintDescription what to tell the user about a value that does not fit
 */
public record Parameter(
    String name,
    String type,
    String description,
    Optional<String> defaultValue,
    List<String> allowedValues,
    Optional<Pattern> allowedPattern,
    Optional<BigDecimal> minValue,
    Optional<BigDecimal> maxValue,
    Optional<String> constraintDescription) {

  public Parameter {
    allowedValues = List.copyOf(allowedValues);
  }

  /**
   * The value to deploy with.
   *
   * @throws TemplateException when there is no value or it does not fit
   */
  String value(Optional<String> given) {
    String value =
        given
            .or(() -> defaultValue)
            .orElseThrow(() -> wrong("has no default and no value was given"));
    if (!allowedValues.isEmpty() && !values(value).allMatch(allowedValues::contains)) {
      throw wrong("expected one of " + allowedValues + ", but was " + value);
    }
    if (type.equals("Number")) {
      checkNumber(value);
    }
    if (allowedPattern.isPresent()
        && !values(value).allMatch(v -> allowedPattern.get().matcher(v).matches())) {
      throw wrong(
          "expected "
              + constraintDescription.orElseGet(() -> "a value like " + allowedPattern.get())
              + ", but was "
              + value);
    }
    return value;
  }

  private void checkNumber(String value) {
    BigDecimal number;
    try {
      number = new BigDecimal(value);
    } catch (NumberFormatException e) {
      throw wrong("expected a number, but was " + value);
    }
    if (minValue.filter(least -> number.compareTo(least) < 0).isPresent()) {
      throw wrong("expected at least " + minValue.get() + ", but was " + value);
    }
    if (maxValue.filter(most -> number.compareTo(most) > 0).isPresent()) {
      throw wrong("expected at most " + maxValue.get() + ", but was " + value);
    }
  }

  /** The result of {@code Ref}: a list for a {@code CommaDelimitedList}, otherwise a string. */
  Object reference(String value) {
    return isList() ? values(value).map(Object.class::cast).toList() : value;
  }

  private boolean isList() {
    return type.equals("CommaDelimitedList");
  }

  /** The values that must each be allowed and match the pattern. */
  private Stream<String> values(String value) {
    return isList() ? Stream.of(value.split(",", -1)).map(String::strip) : Stream.of(value);
  }

  private TemplateException wrong(String problem) {
    return new TemplateException("Parameters." + name, problem);
  }
}
