package ebsbackup.conformance.mutants;

import static ebsbackup.conformance.mutants.Tree.then;

import embeddedcloud.template.TemplateYaml;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Every change of the template: of its properties, statements, numbers, words and references. */
final class TemplateMutants {
  /** What only people read, and what every object of its kind must have. */
  private static final Set<String> NOT_CHANGED =
      Set.of(
          "Type",
          "Description",
          "ConstraintDescription",
          "DisplayName",
          "Label",
          "Sid",
          "PolicyName",
          "Version",
          "Id");

  /** The words of an enumeration, each with the one that takes its place. */
  private static final Map<String, String> WORDS =
      Map.ofEntries(
          Map.entry("Allow", "Deny"),
          Map.entry("Deny", "Allow"),
          Map.entry("ENABLED", "DISABLED"),
          Map.entry("DISABLED", "ENABLED"),
          Map.entry("Delete", "Retain"),
          Map.entry("breaching", "notBreaching"),
          Map.entry("notBreaching", "breaching"),
          Map.entry("GreaterThanThreshold", "LessThanThreshold"),
          Map.entry("LessThanThreshold", "GreaterThanThreshold"),
          Map.entry("Sum", "Maximum"),
          Map.entry("Maximum", "Minimum"),
          Map.entry("ALL", "OFF"),
          Map.entry("OFF", "FLEXIBLE"),
          Map.entry("FLEXIBLE", "OFF"),
          Map.entry("Active", "PassThrough"),
          Map.entry("arm64", "x86_64"),
          Map.entry("java25", "java21"),
          Map.entry("INFO", "ERROR"),
          Map.entry("JSON", "Text"),
          Map.entry("true", "false"),
          Map.entry("false", "true"),
          Map.entry("email", "sms"));

  private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^!}]+)}");

  /** A member of the JSON text that a schedule hands over. */
  private static final Pattern MEMBER =
      Pattern.compile("\"\\w+\":\\s*(\"[^\"]*\"|(\\$\\{\\w+})+|true|false|\\d+)(,\\s*)?");

  private static final Map<String, String> PSEUDO_PARAMETERS =
      Map.of(
          "AWS::Partition", "aws",
          "AWS::URLSuffix", "amazonaws.com",
          "AWS::Region", "us-east-1",
          "AWS::AccountId", "111111111111",
          "AWS::StackName", "ebs-backup");

  private final Map<?, ?> template;
  private final Tree tree;

  private TemplateMutants(String file, String text) {
    template = TemplateYaml.parse(text);
    tree = new Tree(file, template, 2);
  }

  static List<Mutant> of(String file, String text) {
    TemplateMutants mutants = new TemplateMutants(file, text);
    for (String part : List.of("Parameters", "Conditions", "Globals", "Resources", "Outputs")) {
      for (Object name : ((Map<?, ?>) mutants.template.get(part)).keySet()) {
        mutants.tree.remove(List.of(part, name));
        mutants.changes(List.of(part, name));
      }
    }
    return mutants.tree.mutants();
  }

  private void changes(List<Object> place) {
    Object value = tree.at(place);
    if (value instanceof Map<?, ?> map && isIntrinsic(map)) {
      intrinsic(place, map.keySet().iterator().next().toString());
    } else if (value instanceof Map<?, ?> map) {
      map.keySet().forEach(key -> member(place, key));
    } else if (value instanceof List<?> list) {
      elements(place, list);
    } else if (value instanceof Number number) {
      number(place, number.longValue());
    } else if (value instanceof Boolean bool) {
      tree.set(place, !bool, "made " + !bool);
    } else if (value instanceof String text) {
      text(place, text);
    }
  }

  private void member(List<Object> place, Object key) {
    if (!NOT_CHANGED.contains(key)) {
      tree.remove(then(place, key));
      changes(then(place, key));
    }
  }

  private void elements(List<Object> place, List<?> list) {
    for (int i = 0; i < list.size(); i++) {
      if (list.size() > 1) {
        tree.remove(then(place, i));
      }
      changes(then(place, i));
    }
  }

  private void number(List<Object> place, long number) {
    tree.set(place, number == 0 ? 1L : 2 * number, "doubled");
    if (number > 1) {
      tree.set(place, number / 2, "halved");
    }
  }

  private void text(List<Object> place, String text) {
    sibling(place);
    String name =
        place.getLast() instanceof Integer
            ? place.get(place.size() - 2).toString()
            : place.getLast().toString();
    if (WORDS.containsKey(text)) {
      tree.set(place, WORDS.get(text), "made " + WORDS.get(text));
    } else if (name.equals("Resource") && !text.equals("*")) {
      tree.set(place, "*", "widened");
    } else {
      if (name.equals("Action") && !text.endsWith("*")) {
        tree.set(place, text.replaceAll(":.*", ":*"), "widened");
      }
      tree.set(place, text + "0", "changed");
    }
  }

  /** Takes what the next resource or parameter of the type has in the same place. */
  private void sibling(List<Object> place) {
    for (List<Object> peer : peers(place.subList(0, 2))) {
      List<Object> other = new ArrayList<>(peer);
      other.addAll(place.subList(2, place.size()));
      Object value = tree.at(other);
      if (value != null && !value.equals("") && !value.equals(tree.at(place))) {
        tree.set(place, value, "as in " + peer.getLast());
        return;
      }
    }
  }

  /** The other resources or parameters of a type, from the next one on. */
  private List<List<Object>> peers(List<Object> section) {
    Object type = tree.at(then(section, "Type"));
    List<List<Object>> all = new ArrayList<>();
    for (Object name : ((Map<?, ?>) template.get(section.getFirst())).keySet()) {
      List<Object> place = List.of(section.getFirst(), name);
      if (!type.equals("") && tree.at(then(place, "Type")).equals(type)) {
        all.add(place);
      }
    }
    int own = all.indexOf(section);
    if (own < 0) {
      return List.of();
    }
    List<List<Object>> others = new ArrayList<>(all.subList(own + 1, all.size()));
    others.addAll(all.subList(0, own));
    return others;
  }

  private static boolean isIntrinsic(Map<?, ?> map) {
    return map.size() == 1
        && map.keySet().iterator().next() instanceof String name
        && (name.startsWith("Fn::") || name.equals("Ref"));
  }

  private void intrinsic(List<Object> place, String function) {
    List<Object> argument = then(place, function);
    Object value = tree.at(argument);
    switch (function) {
      case "Ref", "Fn::GetAtt" -> {
        sibling(place);
        reference(place, argument, value.toString());
        if (place.contains("Statement") && place.contains("Resource")) {
          tree.set(place, "*", "widened");
        }
      }
      case "Fn::Sub" -> {
        sibling(place);
        if (value instanceof List<?> list) {
          substitution(then(argument, 0), list.getFirst().toString());
          changes(then(argument, 1));
        } else {
          substitution(argument, value.toString());
        }
        if (place.contains("Statement") && place.contains("Resource")) {
          tree.set(place, "*", "widened");
        }
      }
      case "Fn::If" -> {
        List<?> parts = (List<?>) value;
        tree.set(place, parts.get(1), "always the first branch");
        tree.set(place, parts.get(2), "always the second branch");
        tree.swap(then(argument, 1), then(argument, 2));
        changes(then(argument, 1));
        changes(then(argument, 2));
      }
      case "Fn::Not" -> {
        tree.set(place, ((List<?>) value).getFirst(), "negated");
        changes(then(argument, 0));
      }
      case "Fn::And", "Fn::Or" -> {
        for (Object part : (List<?>) value) {
          tree.set(place, part, "made its part " + part);
        }
        changes(argument);
      }
      case "Fn::Equals", "Fn::Join" -> changes(argument);
      default -> throw new IllegalArgumentException("no changes are known for " + function);
    }
  }

  private void reference(List<Object> place, List<Object> argument, String text) {
    String name = text.replaceAll("\\..*", "");
    Object literal = literal(name);
    if (!literal.equals("")) {
      tree.set(place, literal, "made a literal");
    }
    String other = other(name);
    if (!other.isEmpty()) {
      tree.set(argument, other + text.substring(name.length()), "made " + other);
    }
  }

  private void substitution(List<Object> place, String text) {
    for (MatchResult found : REFERENCE.matcher(text).results().toList()) {
      String name = found.group(1).replaceAll("\\..*", "");
      String before = text.substring(0, found.start());
      String after = text.substring(found.end());
      Object literal = literal(name);
      if (!literal.equals("")) {
        tree.set(place, before + literal + after, found.group(1) + " made a literal");
      }
      String other = other(name);
      if (!other.isEmpty()) {
        String reference = found.group().replaceFirst(Pattern.quote(name), other);
        tree.set(place, before + reference + after, found.group(1) + " made " + other);
      }
    }
    for (MatchResult found : MEMBER.matcher(text).results().toList()) {
      String before = text.substring(0, found.start());
      String after = text.substring(found.end());
      String less = after.stripLeading().startsWith("}") ? before.replaceAll(",\\s*$", "") : before;
      tree.set(place, less + after, "without " + found.group().replaceAll(":[\\s\\S]*", ""));
    }
    if (!place.contains("AlarmDescription")) {
      tree.set(place, text + "0", "changed");
    }
  }

  /** A parameter's default; an empty text where there is none. */
  private Object literal(String name) {
    String pseudo = PSEUDO_PARAMETERS.getOrDefault(name, "");
    return pseudo.isEmpty() ? tree.at(List.of("Parameters", name, "Default")) : pseudo;
  }

  /** The next parameter or resource of the same type. */
  private String other(String name) {
    for (String part : List.of("Parameters", "Resources")) {
      if (((Map<?, ?>) template.get(part)).containsKey(name)) {
        return peers(List.of(part, name)).stream()
            .findFirst()
            .map(peer -> peer.getLast().toString())
            .orElse("");
      }
    }
    return "";
  }
}
