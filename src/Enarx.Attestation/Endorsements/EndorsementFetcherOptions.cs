namespace Enarx.Attestation;

/// <summary>Whom to ask for endorsements, and how patiently.</summary>
public sealed record EndorsementFetcherOptions
{
    /// <summary>Base address of AMD's Key Distribution Service.</summary>
    public Uri AmdKds { get; init; } = new("https://kdsintf.amd.com");

    /// <summary>Base address of Intel's Provisioning Certification Service.</summary>
    public Uri IntelPcs { get; init; } = new("https://api.trustedservices.intel.com");

    /// <summary>Address of the revocation list of Intel's root: the distribution point that its certificates name.</summary>
    public Uri IntelRootCrl { get; init; } = new("https://certificates.trustedservices.intel.com/IntelSGXRootCA.der");

    /// <summary>Base address of a PCCS to ask instead of Intel; null: Intel is asked.</summary>
    public Uri? Pccs { get; init; }

    /// <summary>The time that one request may take, answer included.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The time that an answer may take with all its attempts and the waits between them.</summary>
    public TimeSpan OverallTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How often one thing is asked for.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>The longest wait between two attempts; a service that asks for a longer one is not asked again.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The longest answer that is read, bytes.</summary>
    public int LongestAnswer { get; init; } = 1024 * 1024;

    /// <summary>The address of a request.</summary>
    internal Uri AddressOf(EndorsementRequest request) => request.Service switch
    {
        EndorsementService.AmdKds => Join(AmdKds, request.Path),
        EndorsementService.IntelPcs => Join(Pccs ?? IntelPcs, request.Path),
        _ => Pccs is null ? IntelRootCrl : Join(Pccs, "/sgx/certification/v4/rootcacrl"),
    };

    /// <summary>Refuses addresses over which anybody could answer, and times that are none.</summary>
    /// <exception cref="KeepException">EndorsementUriInvalid.</exception>
    internal void Validate()
    {
        foreach (Uri address in new[] { AmdKds, IntelPcs, IntelRootCrl, Pccs }.OfType<Uri>())
        {
            if (!address.IsAbsoluteUri || !(address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)))
                throw Invalid(address, "it must begin with https://; http:// is for this machine only");
            if (address.UserInfo.Length > 0)
                throw Invalid(address, "it must not have a user name or password");
            if (address.Query.Length > 0 || address.Fragment.Length > 0)
                throw Invalid(address, "it must not have a query or a fragment");
        }

        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(RequestTimeout, TimeSpan.Zero, nameof(RequestTimeout));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(OverallTimeout, TimeSpan.Zero, nameof(OverallTimeout));
        ArgumentOutOfRangeException.ThrowIfLessThan(Attempts, 1, nameof(Attempts));
        ArgumentOutOfRangeException.ThrowIfLessThan(LongestWait, TimeSpan.Zero, nameof(LongestWait));
        ArgumentOutOfRangeException.ThrowIfLessThan(LongestAnswer, 1, nameof(LongestAnswer));
    }

    private static Uri Join(Uri service, string path) => new(service.AbsoluteUri.TrimEnd('/') + path);

    // Only scheme and host, since what else is in an address that is refused may be a secret.
    private static KeepException Invalid(Uri address, string problem) => new(KeepErrorId.EndorsementUriInvalid,
        $"The address '{(address.IsAbsoluteUri ? $"{address.Scheme}://{address.Host}" : "(relative)")}' cannot be used: {problem}.");
}
