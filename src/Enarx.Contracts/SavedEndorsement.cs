namespace Enarx;

/// <summary>An endorsement that was saved for appraisals to come.</summary>
public sealed record SavedEndorsement
{
    /// <summary>For example <c>VCEK</c>, <c>CRL</c>, <c>TCB info</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Whom or what it is about, for people.</summary>
    public required string Subject { get; init; }

    /// <summary>SHA-256 of its bytes.</summary>
    public required Sha256Digest Sha256 { get; init; }

    /// <summary>Start of its validity, thisUpdate or issueDate; null for what has no dates.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>End of its validity, or nextUpdate; null for what has no dates.</summary>
    public DateTimeOffset? NotAfter { get; init; }

    /// <summary>The file, bundle or cache that it is in.</summary>
    public required string Path { get; init; }

    /// <summary>Where it was fetched from.</summary>
    public required string Source { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Kind} {Subject}";
}
