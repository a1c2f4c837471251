namespace Enarx.Protocol;

/// <summary>Bytes that do not follow docs/protocol.cddl.</summary>
public sealed class ProtocolException : FormatException
{
    /// <summary>Says what was wrong in which message.</summary>
    /// <param name="rule">Rule of docs/protocol.cddl that the bytes were read as.</param>
    /// <param name="field">Field in it, or null.</param>
    /// <param name="offset">Offset in bytes from the start of the rule's map.</param>
    /// <param name="problem">What was wrong, as the end of a sentence.</param>
    /// <param name="inner">The reader's own complaint.</param>
    public ProtocolException(string rule, string? field, int offset, string problem, Exception? inner = null)
        : base($"{rule}{(field is null ? "" : $".{field}")} at byte {offset}: {problem}", inner)
    {
        Rule = rule;
        Field = field;
        Offset = offset;
    }

    /// <summary>Rule of docs/protocol.cddl that the bytes were read as.</summary>
    public string Rule { get; }

    /// <summary>Field in the rule; null when the fault is not in one field.</summary>
    public string? Field { get; }

    /// <summary>Offset in bytes from the start of the rule's map.</summary>
    public int Offset { get; }
}
