package ebsbackup.conformance.mutants;

import org.pitest.mutationtest.engine.gregor.MethodInfo;
import org.pitest.mutationtest.engine.gregor.MutationContext;
import org.pitest.reloc.asm.Handle;
import org.pitest.reloc.asm.MethodVisitor;
import org.pitest.reloc.asm.Opcodes;

/** Adds a character to a text in the code, such as a name, a pattern or a part of a message. */
final class WrongText implements OwnMutator {
  private static final String MORE = "~";

  @Override
  public String getName() {
    return "WRONG_TEXT";
  }

  @Override
  public MethodVisitor create(MutationContext context, MethodInfo method, MethodVisitor next) {
    return new MethodVisitor(Opcodes.ASM9, next) {
      @Override
      public void visitLdcInsn(Object value) {
        super.visitLdcInsn(value instanceof String text ? perhapsWrong(text) : value);
      }

      /** The compiler makes such an instruction of texts that are joined with {@code +}. */
      @Override
      public void visitInvokeDynamicInsn(
          String name, String descriptor, Handle bootstrap, Object... arguments) {
        if (name.equals("makeConcatWithConstants") && arguments[0] instanceof String recipe) {
          arguments[0] = perhapsWrong(recipe);
        }
        super.visitInvokeDynamicInsn(name, descriptor, bootstrap, arguments);
      }

      private String perhapsWrong(String text) {
        String shown = text.replace('\u0001', '_').replaceAll("[^ -~]|,", "_");
        return isMade(context, "wrong text '" + shown + "'") ? text + MORE : text;
      }
    };
  }
}
