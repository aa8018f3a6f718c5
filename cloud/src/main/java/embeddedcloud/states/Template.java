package embeddedcloud.states;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A JSON value of a definition in which any string may be a JSONata expression, between <code>{%
 * </code> and <code>%}</code>.
 */
public sealed interface Template {
  /** The value as plain JSON, with every expression replaced by its result. */
  Object evaluate(Scope scope);

  /** Calls the action for every expression in the value. */
  void forEachExpression(Consumer<Expression> action);

  /** The texts of all expressions in the value, without their markers. */
  default List<String> expressions() {
    List<String> texts = new ArrayList<>();
    forEachExpression(expression -> texts.add(expression.text()));
    return texts;
  }

  /** The value if no part of it is an expression. */
  default Optional<Literal> asLiteral() {
    return this instanceof Literal literal ? Optional.of(literal) : Optional.empty();
  }

  /** A value without any expression. Java's null is JSON's null. */
  record Literal(Object value) implements Template {
    @Override
    public Object evaluate(Scope scope) {
      return value;
    }

    @Override
    public void forEachExpression(Consumer<Expression> action) {}
  }

  /** A string that is one expression. */
  record Computed(Expression expression) implements Template {
    @Override
    public Object evaluate(Scope scope) {
      return expression.evaluate(scope);
    }

    @Override
    public void forEachExpression(Consumer<Expression> action) {
      action.accept(expression);
    }
  }

  /** An object that contains an expression, with its fields in the original order. */
  record Fields(Map<String, Template> fields) implements Template {
    @Override
    public Object evaluate(Scope scope) {
      Map<String, Object> values = new LinkedHashMap<>();
      fields.forEach((name, template) -> values.put(name, template.evaluate(scope)));
      return values;
    }

    @Override
    public void forEachExpression(Consumer<Expression> action) {
      fields.values().forEach(template -> template.forEachExpression(action));
    }
  }

  /** An array that contains an expression. */
  record Elements(List<Template> elements) implements Template {
    @Override
    public Object evaluate(Scope scope) {
      List<Object> values = new ArrayList<>(elements.size());
      elements.forEach(template -> values.add(template.evaluate(scope)));
      return values;
    }

    @Override
    public void forEachExpression(Consumer<Expression> action) {
      elements.forEach(template -> template.forEachExpression(action));
    }
  }

  /**
   * Reads a value of a definition.
   *
   * @param location the field within its state, {@code Output/counts[0]}
   * @param path the field within the definition
   * @throws BadDefinitionException if an expression does not parse or lacks a marker
   */
  static Template read(Object json, String location, String path) {
    return switch (json) {
      case null -> new Literal(null);
      case String text -> readString(text, location, path);
      case Map<?, ?> map -> {
        Map<String, Template> fields = new LinkedHashMap<>();
        map.forEach(
            (name, value) ->
                fields.put((String) name, read(value, location + "/" + name, path + "." + name)));
        yield fields.values().stream().allMatch(Literal.class::isInstance)
            ? new Literal(json)
            : new Fields(fields);
      }
      case List<?> list -> {
        List<Template> elements = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
          String index = "[" + i + "]";
          elements.add(read(list.get(i), location + index, path + index));
        }
        yield elements.stream().allMatch(Literal.class::isInstance)
            ? new Literal(json)
            : new Elements(elements);
      }
      default -> new Literal(json);
    };
  }

  private static Template readString(String text, String location, String path) {
    boolean opens = text.startsWith("{%");
    boolean closes = text.endsWith("%}") && text.length() >= 4;
    if (opens && closes) {
      return new Computed(Expression.parse(text.substring(2, text.length() - 2), location, path));
    }
    if (text.strip().startsWith("{%") || text.strip().endsWith("%}")) {
      throw new BadDefinitionException(
          path,
          "an expression starts with '{%' and ends with '%}', nothing before or after: " + text);
    }
    return new Literal(text);
  }
}
