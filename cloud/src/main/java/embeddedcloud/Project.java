package embeddedcloud;

import embeddedcloud.states.Definition;
import embeddedcloud.template.Resource;
import embeddedcloud.template.Stack;
import embeddedcloud.template.StateMachine;
import embeddedcloud.template.Template;
import embeddedcloud.template.TemplateYaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The files that {@code sam deploy} uses. Until one changes, they are parsed only once for each of
 * the last deployed stacks, because parsing takes longer than a short run. Not thread-safe.
 */
public final class Project {
  /**
   * A run deploys a few stacks, some of them repeatedly, but thousands of runs deploy different
   * ones.
   */
  private static final int STACKS = 16;

  private static final int DEFINITIONS = 8 * STACKS;

  private final Path folder;
  private final Map<Path, String> files = new HashMap<>();
  private Map<String, Object> yaml = Map.of();
  private final Map<Stack, Template> templates = lastUsed(STACKS);
  private final Map<String, Definition> definitions = lastUsed(DEFINITIONS);

  private Project(Path folder) {
    this.folder = folder;
  }

  /**
   * The project in a folder.
   *
   * @param folder the folder with {@code template.yaml}; nothing is read yet
   */
  public static Project in(Path folder) {
    return new Project(folder);
  }

  /** The template as deployed in a stack; see {@link Template#read}. */
  public Template template(Stack stack) throws IOException {
    Map<String, Object> parsed = yaml();
    return templates.computeIfAbsent(stack, deployed -> Template.resolved(parsed, deployed));
  }

  /** Every resource of a stack; see {@link Template#resources}. */
  public List<Resource> resources(Stack stack) throws IOException {
    return Template.resources(yaml(), stack);
  }

  private Map<String, Object> yaml() throws IOException {
    String text = text(Path.of("template.yaml"));
    if (yaml.isEmpty()) {
      yaml = TemplateYaml.parse(text);
    }
    return yaml;
  }

  /** A state machine's definition after its substitutions. */
  String definitionText(StateMachine machine) throws IOException {
    String definition = text(Path.of(machine.definitionUri()));
    for (Map.Entry<String, String> substitution : machine.substitutions().entrySet()) {
      definition = definition.replace("${" + substitution.getKey() + "}", substitution.getValue());
    }
    return definition;
  }

  Definition definition(String text) {
    return definitions.computeIfAbsent(text, Definition::parse);
  }

  private static <K, V> Map<K, V> lastUsed(int most) {
    return new LinkedHashMap<>(most, 0.75f, true) {
      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > most;
      }
    };
  }

  /** Reads the file each time, because it may have been edited since the last deployment. */
  private String text(Path file) throws IOException {
    String text = Files.readString(folder.resolve(file));
    String before = files.put(file, text);
    if (before != null && !before.equals(text)) {
      yaml = Map.of();
      templates.clear();
      definitions.clear();
    }
    return text;
  }
}
