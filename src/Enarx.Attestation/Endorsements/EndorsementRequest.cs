namespace Enarx.Attestation;

/// <summary>One thing to ask a vendor's service for.</summary>
public sealed class EndorsementRequest
{
    internal EndorsementRequest(EndorsementService service, string path, string what, string? chainHeader, params string[] roles)
    {
        Service = service;
        Path = path;
        What = what;
        ChainHeader = chainHeader;
        Roles = roles;
    }

    /// <summary>The service.</summary>
    public EndorsementService Service { get; }

    /// <summary>Path and query, without the service's base address; empty where the address is the whole request.</summary>
    public string Path { get; }

    /// <summary>What it asks for, for people.</summary>
    public string What { get; }

    /// <summary>The header of the response that has the issuers of what is in its body.</summary>
    internal string? ChainHeader { get; }

    /// <summary>Roles (<see cref="EndorsementRole"/>) that the answer must have, each at least once.</summary>
    internal IReadOnlyList<string> Roles { get; }

    /// <summary>Whether endorsements are what was asked for: all of it, and nothing that nobody asked for.</summary>
    internal bool IsAnsweredBy(IReadOnlyList<Endorsement> endorsements) =>
        Roles.All(role => endorsements.Any(one => one.Role == role)) && endorsements.All(one => Roles.Contains(one.Role));

    /// <inheritdoc/>
    public override string ToString() => What;
}
