package ebsbackup.conformance.mutants;

import java.lang.instrument.ClassDefinition;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * What only an agent can do in a JVM: replace a class that is loaded, and record which lines run.
 * The JVM starts it, so its state is static.
 */
public final class Agent {
  private static Instrumentation instrumentation;
  private static final List<ClassMutant.Line> LINES = new ArrayList<>();
  private static final BitSet RUN = new BitSet();

  private Agent() {}

  /** Called by the JVM. */
  public static void premain(String arguments, Instrumentation of) {
    instrumentation = of;
  }

  static void replace(String className, byte[] bytes) {
    try {
      instrumentation.redefineClasses(new ClassDefinition(Class.forName(className), bytes));
    } catch (ClassNotFoundException | UnmodifiableClassException e) {
      throw new IllegalArgumentException(className, e);
    }
  }

  /** From now on, each of these classes records its lines when it is loaded. */
  static void record(Set<String> classNames) {
    instrumentation.addTransformer(
        new ClassFileTransformer() {
          @Override
          public byte[] transform(
              ClassLoader loader,
              String name,
              Class<?> old,
              ProtectionDomain domain,
              byte[] bytes) {
            return name != null && classNames.contains(name.replace('/', '.'))
                ? recording(name.replace('/', '.'), bytes)
                : null;
          }
        });
  }

  private static byte[] recording(String className, byte[] bytes) {
    ClassNode node = new ClassNode();
    new ClassReader(bytes).accept(node, 0);
    for (MethodNode method : node.methods) {
      for (AbstractInsnNode place : method.instructions.toArray()) {
        if (place instanceof LineNumberNode line) {
          InsnList call = new InsnList();
          call.add(
              new LdcInsnNode(number(new ClassMutant.Line(className, method.name, line.line))));
          call.add(
              new MethodInsnNode(
                  Opcodes.INVOKESTATIC, Type.getInternalName(Agent.class), "run", "(I)V"));
          AbstractInsnNode first = firstInstruction(line);
          // The verifier expects frames where jumps arrive, and NEW at its label.
          if (first.getOpcode() == Opcodes.NEW) {
            method.instructions.insert(first, call);
          } else {
            method.instructions.insertBefore(first, call);
          }
        }
      }
    }
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    node.accept(writer);
    return writer.toByteArray();
  }

  private static AbstractInsnNode firstInstruction(AbstractInsnNode after) {
    AbstractInsnNode next = after.getNext();
    while (next.getOpcode() < 0) {
      next = next.getNext();
    }
    return next;
  }

  private static synchronized int number(ClassMutant.Line line) {
    LINES.add(line);
    return LINES.size() - 1;
  }

  /** Called by the classes that record their lines. */
  public static synchronized void run(int line) {
    RUN.set(line);
  }

  /** The lines that have run since the last call. */
  static synchronized List<ClassMutant.Line> linesRun() {
    List<ClassMutant.Line> lines = RUN.stream().mapToObj(LINES::get).distinct().toList();
    RUN.clear();
    return lines;
  }
}
