package embeddedcloud.template;

import embeddedcloud.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * A template's YAML as plain values: {@code Map<String, Object>}, {@code List<Object>}, {@code
 * String}, {@code Long}, {@code Double}, {@code Boolean}, null. Short forms of intrinsic functions
 * become long forms, so that the evaluation has to handle only one form.
 */
public final class TemplateYaml {
  /** CloudFormation does not support YAML's merge key. */
  private static final String MERGE = "<<";

  private TemplateYaml() {}

  /**
   * Reads a template without evaluating anything in it.
   *
   * @throws TemplateException with the line, if the text is not the YAML of a template
   */
  public static Map<String, Object> parse(String yaml) {
    // Like CloudFormation, this also accepts JSON, in which intrinsic functions have their long
    // forms.
    Object root = yaml.startsWith("{") ? Json.parse(yaml) : plain(compose(yaml), "");
    if (root instanceof Map<?, ?> map) {
      Map<String, Object> template = new LinkedHashMap<>();
      map.forEach((key, value) -> template.put(key.toString(), value));
      return template;
    }
    throw new TemplateException("template", "expected an object at the top");
  }

  private static Node compose(String yaml) {
    LoadSettings settings = LoadSettings.builder().setSchema(new CoreSchema()).build();
    try {
      return new Compose(settings)
          .composeString(yaml)
          .orElseThrow(() -> new TemplateException("template", "is empty"));
    } catch (MarkedYamlEngineException e) {
      String line = e.getProblemMark().map(TemplateYaml::line).orElse("template");
      throw new TemplateException(line, "is not YAML: " + e.getProblem(), e);
    } catch (YamlEngineException e) {
      throw new TemplateException("template", "is not YAML: " + firstLine(e), e);
    }
  }

  private static String line(Mark mark) {
    return "line " + (mark.getLine() + 1);
  }

  private static String firstLine(YamlEngineException e) {
    return e.getMessage().lines().findFirst().orElse("");
  }

  private static Object plain(Node node, String path) {
    String tag = node.getTag().getValue();
    if (!tag.startsWith("!")) {
      return value(node, path);
    }
    String function = tag.substring(1);
    Object argument = node instanceof ScalarNode scalar ? scalar.getValue() : value(node, path);
    String name =
        switch (function) {
          case "Ref", "Condition" -> function;
          default -> "Fn::" + function;
        };
    Map<String, Object> call = new LinkedHashMap<>();
    call.put(name, argument);
    return call;
  }

  private static Object value(Node node, String path) {
    return switch (node) {
      case ScalarNode scalar -> scalar(scalar, path);
      case SequenceNode sequence -> {
        List<Object> list = new ArrayList<>();
        for (Node item : sequence.getValue()) {
          list.add(plain(item, path + "[" + list.size() + "]"));
        }
        yield list;
      }
      case MappingNode mapping -> {
        Map<String, Object> map = new LinkedHashMap<>();
        for (NodeTuple entry : mapping.getValue()) {
          String key = key(entry.getKeyNode(), path);
          String at = path.isEmpty() ? key : path + "." + key;
          if (map.containsKey(key)) {
            throw new TemplateException(at, "is a duplicate key");
          }
          map.put(key, plain(entry.getValueNode(), at));
        }
        yield map;
      }
      default -> throw new TemplateException(path, "is not a value: " + node.getNodeType());
    };
  }

  private static String key(Node node, String path) {
    if (node instanceof ScalarNode scalar && !scalar.getValue().equals(MERGE)) {
      return scalar.getValue();
    }
    throw new TemplateException(path, "a key is a plain word, without << or structure");
  }

  private static Object scalar(ScalarNode node, String path) {
    String text = node.getValue();
    Tag tag = node.getTag();
    if (tag.equals(Tag.STR)) {
      return text;
    } else if (tag.equals(Tag.BOOL)) {
      return text.equalsIgnoreCase("true");
    } else if (tag.equals(Tag.NULL)) {
      return null;
    } else if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
      return number(text);
    }
    throw new TemplateException(path, "values tagged " + tag.getValue() + " are not read");
  }

  /** CloudFormation passes numbers on as they are written, so an unusual one stays a string. */
  private static Object number(String text) {
    if (text.matches("-?(0|[1-9]\\d{0,17})")) {
      return Long.valueOf(text);
    }
    return text.matches("-?(0|[1-9]\\d*)\\.\\d*[1-9]") ? Double.valueOf(text) : (Object) text;
  }
}
