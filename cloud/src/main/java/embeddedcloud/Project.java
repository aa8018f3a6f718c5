package embeddedcloud;

import embeddedcloud.states.Definition;
import embeddedcloud.template.Stack;
import embeddedcloud.template.StateMachine;
import embeddedcloud.template.Template;
import embeddedcloud.template.TemplateYaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The files that {@code sam deploy} takes. Until one changes, they are parsed once for every stack
 * that they are deployed as: parsing takes longer than a short run does. For one thread at a time.
 */
public final class Project {
  private final Path folder;
  private final Map<Path, String> files = new HashMap<>();
  private Map<String, Object> yaml = Map.of();
  private final Map<Stack, Template> templates = new HashMap<>();
  private final Map<String, Definition> definitions = new HashMap<>();

  private Project(Path folder) {
    this.folder = folder;
  }

  /**
   * The project in a folder.
   *
   * @param folder holds {@code template.yaml}; nothing is read yet
   */
  public static Project in(Path folder) {
    return new Project(folder);
  }

  /** The template as a stack has it; see {@link Template#read}. */
  public Template template(Stack stack) throws IOException {
    String text = text(Path.of("template.yaml"));
    if (yaml.isEmpty()) {
      yaml = TemplateYaml.parse(text);
    }
    return templates.computeIfAbsent(stack, deployed -> Template.resolved(yaml, deployed));
  }

  /** A state machine's definition with its substitutions made. */
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

  /** Reads the file each time: it may have been edited since the last deployment. */
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
