package embeddedcloud.wire;

import embeddedcloud.error.ServiceErrors;
import embeddedcloud.json.MemberNumber;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * Reads the parameters of a Query request, such as {@code Filter.1.Value.2=x}, as a tree, and sets
 * them in the SDK's request.
 */
final class QueryParameters {
  private final Node root = new Node("");
  private final Lists lists;

  /** How a protocol writes lists: EC2 uses {@code Name.1}, the others {@code Name.member.1}. */
  enum Lists {
    FLAT,
    MEMBERS
  }

  private static final class Node {
    private final String path;
    private final Map<String, Node> children = new LinkedHashMap<>();
    private Optional<String> value = Optional.empty();

    private Node(String path) {
      this.path = path;
    }

    private Node child(String name) {
      return children.computeIfAbsent(
          name, key -> new Node(path.isEmpty() ? key : path + "." + key));
    }

    private AwsServiceException unknown() {
      Node first = this;
      while (first.value.isEmpty() && !first.children.isEmpty()) {
        first = first.children.values().iterator().next();
      }
      return ServiceErrors.of("UnknownParameter", "The parameter %s is not recognized", first.path);
    }
  }

  QueryParameters(Map<String, String> parameters, Lists lists) {
    this.lists = lists;
    parameters.forEach(
        (name, value) -> {
          Node node = root;
          for (String part : name.split("\\.", -1)) {
            node = node.child(part);
          }
          node.value = Optional.of(value);
        });
  }

  /** Sets the builder's members. Every parameter must belong to a member. */
  void fill(SdkPojo builder) {
    fill(builder, root);
  }

  private void fill(SdkPojo builder, Node node) {
    Map<String, SdkField<?>> fields = new LinkedHashMap<>();
    builder.sdkFields().forEach(field -> fields.put(field.locationName(), field));
    for (Map.Entry<String, Node> child : node.children.entrySet()) {
      SdkField<?> field = fields.get(child.getKey());
      if (field == null) {
        throw child.getValue().unknown();
      }
      field.set(builder, value(child.getValue(), field));
    }
  }

  private Object value(Node node, SdkField<?> field) {
    return switch (field.marshallingType().getKnownType()) {
      case LIST -> list(node, field);
      case MAP -> map(node, field);
      case SDK_POJO -> structure(node, field);
      case STRING -> scalar(node);
      case BOOLEAN -> truth(node);
      case INTEGER, LONG, SHORT, BYTE, DOUBLE, FLOAT, BIG_DECIMAL -> number(node, field);
      case INSTANT -> instant(node);
      case SDK_BYTES -> bytes(node);
      case DOCUMENT, NULL -> throw node.unknown();
    };
  }

  private Object structure(Node node, SdkField<?> field) {
    if (node.value.isPresent()) {
      throw node.unknown();
    }
    SdkPojo builder = field.constructor().get();
    fill(builder, node);
    return ((SdkBuilder<?, ?>) builder).build();
  }

  private List<Object> list(Node node, SdkField<?> field) {
    ListTrait trait = field.getTrait(ListTrait.class);
    boolean flat = lists == Lists.FLAT || trait.isFlattened();
    List<Object> list = new ArrayList<>();
    String name = Optional.ofNullable(trait.memberLocationName()).orElse("member");
    for (Node item : numbered(node, flat ? Optional.empty() : Optional.of(name))) {
      list.add(value(item, trait.memberFieldInfo()));
    }
    return list;
  }

  private Map<String, Object> map(Node node, SdkField<?> field) {
    MapTrait trait = field.getTrait(MapTrait.class);
    Map<String, Object> map = new LinkedHashMap<>();
    for (Node entry :
        numbered(node, trait.isFlattened() ? Optional.empty() : Optional.of("entry"))) {
      String keyName = trait.keyLocationName();
      String valueName = trait.valueLocationName();
      for (Map.Entry<String, Node> part : entry.children.entrySet()) {
        if (!part.getKey().equals(keyName) && !part.getKey().equals(valueName)) {
          throw part.getValue().unknown();
        }
      }
      map.put(scalar(entry.child(keyName)), value(entry.child(valueName), trait.valueFieldInfo()));
    }
    return map;
  }

  /** The numbered children, in order. An empty value means an empty list. */
  private static List<Node> numbered(Node node, Optional<String> within) {
    if (node.value.isPresent() && !node.value.get().isEmpty()) {
      throw node.unknown();
    }
    Map<String, Node> children = node.children;
    if (within.isPresent() && !children.isEmpty()) {
      for (Map.Entry<String, Node> child : children.entrySet()) {
        if (!child.getKey().equals(within.get())) {
          throw child.getValue().unknown();
        }
      }
      children = children.get(within.get()).children;
    }
    TreeMap<Integer, Node> byNumber = new TreeMap<>();
    children.forEach(
        (name, child) -> {
          if (!name.matches("[1-9]\\d{0,8}")) {
            throw child.unknown();
          }
          byNumber.put(Integer.valueOf(name), child);
        });
    return List.copyOf(byNumber.values());
  }

  private static String scalar(Node node) {
    if (!node.children.isEmpty()) {
      throw node.children.values().iterator().next().unknown();
    }
    return node.value.orElseThrow(
        () ->
            ServiceErrors.of(
                "MissingParameter", "The request must contain the parameter %s", node.path));
  }

  private static boolean truth(Node node) {
    return switch (scalar(node)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw wrong(node, "true or false");
    };
  }

  private static Object number(Node node, SdkField<?> field) {
    try {
      BigDecimal number = new BigDecimal(scalar(node));
      return MemberNumber.of(number, field);
    } catch (ArithmeticException | NumberFormatException e) {
      throw wrong(node, "a number of type " + field.marshallingType().getKnownType());
    }
  }

  private static Instant instant(Node node) {
    try {
      return OffsetDateTime.parse(scalar(node)).toInstant();
    } catch (DateTimeException e) {
      throw wrong(node, "a time such as 2026-03-01T02:00:00Z");
    }
  }

  private static SdkBytes bytes(Node node) {
    try {
      return SdkBytes.fromByteArray(Base64.getDecoder().decode(scalar(node)));
    } catch (IllegalArgumentException e) {
      throw wrong(node, "base64 text");
    }
  }

  private static AwsServiceException wrong(Node node, String expected) {
    return ServiceErrors.of(
        "InvalidParameterValue",
        "Value (%s) for parameter %s is invalid. Expected %s",
        node.value.orElse(""),
        node.path,
        expected);
  }
}
