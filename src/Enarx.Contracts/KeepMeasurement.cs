namespace Enarx;

/// <summary>
/// What a TEE will measure when something is started in it, computed beforehand. Its properties have the names of the
/// policy's fields, so that a policy can be made of it.
/// </summary>
public sealed record KeepMeasurement
{
    /// <summary>The TEE.</summary>
    public required Tee Tee { get; init; }

    /// <summary>The launch measurement, lower-case hexadecimal; null for an event log, which tells of what was measured later only.</summary>
    public string? Measurement { get; init; }

    /// <summary>How it is computed, for example <c>SHA-384</c>.</summary>
    public required string Algorithm { get; init; }

    /// <summary>MRSIGNER of an enclave, lower-case hexadecimal; null for other TEEs.</summary>
    public string? MrSigner { get; init; }

    /// <summary>ISVPRODID of an enclave; null for other TEEs.</summary>
    public int? IsvProdId { get; init; }

    /// <summary>ISVSVN of an enclave; null for other TEEs.</summary>
    public int? IsvSvn { get; init; }

    /// <summary>RTMRs that an event log gives, by number: lists of one value in lower-case hexadecimal.</summary>
    public IReadOnlyDictionary<int, IReadOnlyList<string>> Rtmr { get; init; } = new Dictionary<int, IReadOnlyList<string>>();

    /// <summary>What it was computed from.</summary>
    public IReadOnlyList<MeasuredInput> Inputs { get; init => field = value.ToArray(); } = [];

    /// <inheritdoc/>
    public override string ToString() => $"{Tee} {Measurement ?? $"{Rtmr.Count} RTMRs"}";
}
