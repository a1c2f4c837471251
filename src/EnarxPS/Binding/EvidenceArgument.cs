using System.Management.Automation;
using Enarx;
using Enarx.Attestation;

namespace EnarxPS.Binding;

/// <summary>
/// Evidence as an argument or from the pipeline: <see cref="KeepEvidence"/>, bytes, text, or a list of evidence. What
/// bytes and text are is found when the cmdlet runs, so that what is wrong with them is told by an error of their own.
/// </summary>
public sealed class EvidenceArgument
{
    private readonly object _value;

    /// <summary>Takes evidence.</summary>
    public EvidenceArgument(KeepEvidence evidence) => _value = evidence;

    /// <summary>Takes the bytes of evidence in any form.</summary>
    public EvidenceArgument(byte[] content) => _value = content;

    /// <summary>Takes text of evidence in any form.</summary>
    public EvidenceArgument(string text) => _value = text;

    /// <summary>Takes a list of any of them.</summary>
    public EvidenceArgument(object[] list) => _value = list;

    /// <summary>The evidence.</summary>
    /// <exception cref="KeepException">EvidenceUnrecognized.</exception>
    internal IReadOnlyList<KeepEvidence> Read() => Read(_value);

    /// <inheritdoc/>
    public override string ToString() => _value is string text ? $"{text.Length} characters" : _value is byte[] bytes ? $"{bytes.Length} bytes" : _value.ToString() ?? "";

    /// <summary>The evidence that an object is or holds.</summary>
    /// <exception cref="KeepException">EvidenceUnrecognized.</exception>
    internal static IReadOnlyList<KeepEvidence> Read(object? value) => value switch
    {
        PSObject wrapped => Read(wrapped.BaseObject),
        EvidenceArgument argument => argument.Read(),
        KeepEvidence evidence => [evidence],
        KeepAppraisal appraisal => [appraisal.Evidence],
        byte[] content => EvidenceReader.Read(content),
        string text => EvidenceReader.ReadText(text),
        object[] list => [.. list.SelectMany(one => Read(one))],
        _ => throw new KeepException(KeepErrorId.EvidenceUnrecognized, $"An object of type {value?.GetType().Name ?? "null"} is no evidence; give evidence, its bytes or its text."),
    };
}
