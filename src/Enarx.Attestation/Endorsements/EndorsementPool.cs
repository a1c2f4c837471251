namespace Enarx.Attestation;

/// <summary>
/// Endorsements of many platforms, out of which each evidence gets those that it can use: a verifier takes no more than
/// a handful. It may be used from many threads once it is filled.
/// </summary>
public sealed class EndorsementPool
{
    /// <summary>What a verifier is given of certificates with the same name, the newest first.</summary>
    private const int MostAlike = 4;

    /// <summary>What a verifier is given of what nothing in the evidence asks for by name.</summary>
    private const int MostOthers = 32;

    private readonly Dictionary<string, List<Endorsement>> _byRole = [];
    private readonly Dictionary<Sha256Digest, Endorsement> _all = [];
    private readonly List<Endorsement> _always = [];

    /// <summary>How many endorsements it has, each counted once.</summary>
    public int Count => _all.Count;

    /// <summary>Every endorsement, each once.</summary>
    public IReadOnlyCollection<Endorsement> All => _all.Values;

    /// <summary>Adds endorsements.</summary>
    /// <param name="endorsements">The endorsements.</param>
    /// <param name="always">
    /// Give them to every evidence whose TEE has such endorsements, whether they fit or not: what a user named must be
    /// judged, and not passed over in silence.
    /// </param>
    public void Add(IEnumerable<Endorsement> endorsements, bool always = false)
    {
        ArgumentNullException.ThrowIfNull(endorsements);
        foreach (Endorsement endorsement in endorsements)
        {
            if (_all.TryAdd(endorsement.Sha256, endorsement))
            {
                if (!_byRole.TryGetValue(endorsement.Role, out List<Endorsement>? alike))
                    _byRole.Add(endorsement.Role, alike = []);
                alike.Add(endorsement);
            }

            if (always && _always.All(one => one.Sha256 != endorsement.Sha256))
                _always.Add(endorsement);
        }
    }

    /// <summary>Adds what came with evidence; what cannot be read is left for the verifier to complain about.</summary>
    public void AddReadable(IEnumerable<byte[]> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        foreach (byte[] item in items)
        {
            try
            {
                Add(EndorsementReader.Read(item, "evidence"));
            }
            catch (DerException)
            {
                // The verifier reads the same bytes.
            }
        }
    }

    /// <summary>The endorsements that fit evidence.</summary>
    /// <param name="evidence">The evidence.</param>
    /// <param name="time">The moment as of which it is to be appraised: of lists and collateral, the newest that is in date then.</param>
    public IReadOnlyList<Endorsement> For(KeepEvidence evidence, DateTimeOffset time)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        if (_all.Count == 0)
            return [];
        var found = new Dictionary<Sha256Digest, Endorsement>();
        foreach (Endorsement endorsement in _always.Where(one => Fits(one.Form, evidence.Tee)))
            found.TryAdd(endorsement.Sha256, endorsement);
        if (_always.Count == _all.Count)
            return [.. found.Values];
        IEnumerable<Endorsement> chosen = EndorsementNeeds.Of(evidence).Roles.SelectMany(role => Best(role, time));
        // What stands beside AMD's or Intel's own report in some evidence has issuers of its own.
        if (evidence.Tee is not (Tee.SevSnp or Tee.Sgx or Tee.Tdx))
            chosen = chosen.Concat(Others(evidence.Tee, time));
        foreach (Endorsement endorsement in chosen)
            found.TryAdd(endorsement.Sha256, endorsement);
        return [.. found.Values];
    }

    /// <summary>Whether it has all that a request asks for, in date.</summary>
    internal bool Answers(EndorsementRequest request, DateTimeOffset time) =>
        request.Roles.All(role => _byRole.TryGetValue(role, out List<Endorsement>? alike) && alike.Any(one => one.IsInDate(time)));

    private IEnumerable<Endorsement> Best(string role, DateTimeOffset time)
    {
        if (!_byRole.TryGetValue(role, out List<Endorsement>? alike))
            return [];
        IOrderedEnumerable<Endorsement> ordered = alike.OrderByDescending(one => one.IsInDate(time)).ThenByDescending(one => one.NotBefore);
        // Of two lists or collaterals one is older, and a verifier could be held to it; certificates are told apart by their keys.
        return ordered.Take(alike[0].Form == EndorsementForm.Certificate ? MostAlike : 1);
    }

    private IEnumerable<Endorsement> Others(Tee tee, DateTimeOffset time) => _all.Values
        .Where(one => Fits(one.Form, tee) && !IsOfServedVendor(one))
        .OrderByDescending(one => one.IsInDate(time)).ThenByDescending(one => one.NotBefore).Take(MostOthers);

    private static bool IsOfServedVendor(Endorsement one) =>
        one.Kind is "VCEK" or "VLEK" or "ARK" or "ASK" or "ASVK" || one.Subject.StartsWith("ARK-", StringComparison.Ordinal)
        || one.Subject.StartsWith("Intel SGX ", StringComparison.Ordinal);

    private static bool Fits(EndorsementForm form, Tee tee) => form switch
    {
        EndorsementForm.Certificate or EndorsementForm.RevocationList => tee is not (Tee.Cca or Tee.Psa or Tee.Sev),
        EndorsementForm.IntelCollateral => tee is Tee.Sgx or Tee.Tdx or Tee.AzureTdx,
        EndorsementForm.ArmEndorsement => tee is Tee.Cca or Tee.Psa,
        EndorsementForm.SevCertificates => tee is Tee.Sev,
        _ => false,
    };
}
