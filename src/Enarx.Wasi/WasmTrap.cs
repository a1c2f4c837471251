using Wasmtime;

namespace Enarx.Wasi;

/// <summary>How and where a guest trapped.</summary>
/// <param name="Kind">The kind of trap.</param>
/// <param name="Message">One line for people.</param>
/// <param name="Backtrace">The guest's frames, innermost first, one line each; at most 64.</param>
public sealed record WasmTrap(WasmTrapKind Kind, string Message, IReadOnlyList<string> Backtrace)
{
    private const int MaxFrames = 64;

    internal static WasmTrap From(TrapException trap)
    {
        IReadOnlyList<TrapFrame> frames = trap.Frames ?? [];
        return new WasmTrap(KindOf(trap.Type), Describe(trap), [.. frames.Take(MaxFrames).Select(Line)]);
    }

    private static string Line(TrapFrame frame, int index)
    {
        string name = frame.FunctionName is { } given ? Printable.Text(given) : "<unnamed>";
        return frame.ModuleOffset == nuint.MaxValue ? $"{index}: {name}" : $"{index}: {name} at 0x{frame.ModuleOffset:x}";
    }

    // Wasmtime's message is several lines, of which the last says what happened and the others are the backtrace.
    private static string Describe(TrapException trap)
    {
        string last = trap.Message.AsSpan().TrimEnd().ToString().Split('\n')[^1].Trim();
        int cause = last.StartsWith("wasm trap: ", StringComparison.Ordinal) ? "wasm trap: ".Length : 0;
        return Printable.Text(last[cause..]);
    }

    private static WasmTrapKind KindOf(TrapCode code) => code switch
    {
        TrapCode.Unreachable => WasmTrapKind.Unreachable,
        TrapCode.StackOverflow => WasmTrapKind.StackOverflow,
        TrapCode.MemoryOutOfBounds => WasmTrapKind.MemoryOutOfBounds,
        TrapCode.TableOutOfBounds => WasmTrapKind.TableOutOfBounds,
        TrapCode.IndirectCallToNull => WasmTrapKind.IndirectCallToNull,
        TrapCode.BadSignature => WasmTrapKind.BadSignature,
        TrapCode.IntegerOverflow => WasmTrapKind.IntegerOverflow,
        TrapCode.IntegerDivisionByZero => WasmTrapKind.IntegerDivisionByZero,
        TrapCode.BadConversionToInteger => WasmTrapKind.BadConversionToInteger,
        _ => WasmTrapKind.Other,
    };
}
