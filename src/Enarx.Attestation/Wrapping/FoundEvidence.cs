namespace Enarx.Attestation;

/// <summary>
/// What one container holds. Endorsements and parts belong to the evidence in the innermost container that has some, so
/// that those of one device in a list are not taken for those of another.
/// </summary>
internal sealed class FoundEvidence
{
    private const int MostEvidence = 64;
    private const int MostEndorsements = 256;

    private readonly List<KeepEvidence> _evidence = [];
    private readonly List<byte[]> _endorsements = [];
    private readonly Dictionary<string, byte[]> _parts = new(StringComparer.Ordinal);
    private readonly Dictionary<uint, byte[]> _sev = [];

    public int Count => _evidence.Count;

    public void Add(Tee tee, ReadOnlyMemory<byte> report) => Add(new KeepEvidence { Tee = tee, Report = Bytes(report) });

    public void AddEndorsement(ReadOnlyMemory<byte> item)
    {
        if (_endorsements.Count == MostEndorsements)
            throw Unrecognized.At("", 0, $"there are more than {MostEndorsements} endorsements.");
        _endorsements.Add(Bytes(item));
    }

    public void AddPart(string name, ReadOnlyMemory<byte> content)
    {
        if (!_parts.TryAdd(name, Bytes(content)))
            throw Unrecognized.At("", 0, $"there are two parts '{name}', and nothing tells which is meant.");
    }

    /// <summary>Adds one certificate of a SEV platform; a second of its usage, as the CEK that AMD signed, endorses the first.</summary>
    public void AddSevCertificate(uint usage, ReadOnlyMemory<byte> certificate)
    {
        if (!_sev.TryAdd(usage, Bytes(certificate)))
            AddEndorsement(certificate);
    }

    /// <summary>Takes over what an inner container holds.</summary>
    public void Absorb(FoundEvidence inner)
    {
        if (inner.Count > 0)
        {
            // What is bound here cannot be bound to anything further out.
            foreach (KeepEvidence one in inner.Complete())
                Add(one);
            return;
        }

        foreach ((uint usage, byte[] certificate) in inner._sev)
            AddSevCertificate(usage, certificate);
        foreach (byte[] item in inner._endorsements)
            AddEndorsement(item);
        foreach ((string name, byte[] content) in inner._parts)
            AddPart(name, content);
    }

    /// <summary>Says which certificate or request the evidence found so far came in.</summary>
    public void Wrap(EvidenceWrapping wrapping)
    {
        for (int i = 0; i < _evidence.Count; i++)
            _evidence[i] = _evidence[i] with { Wrapping = wrapping };
    }

    /// <summary>The evidence, with everything that belongs to it.</summary>
    public IReadOnlyList<KeepEvidence> Complete()
    {
        JoinAzureTdx();
        JoinSev();
        if (_evidence.Count == 0)
        {
            throw Unrecognized.At("", 0, _endorsements.Count > 0 ? "there are endorsements of evidence, such as certificates, and no evidence."
                : _parts.Count > 0 ? $"there are only parts that go with evidence ({string.Join(", ", _parts.Keys)})." : "there is no evidence.");
        }

        foreach ((string name, byte[] content) in _parts)
            Give(name, content);
        return _endorsements.Count == 0
            ? [.. _evidence]
            : [.. _evidence.Select(one => one with { Endorsements = [.. one.Endorsements, .. _endorsements] })];
    }

    // The paravisor's report and the quote over it are one piece of evidence. The quote alone says nothing of the guest.
    private void JoinAzureTdx()
    {
        int[] reports = [.. IndexesOf(Tee.AzureTdx)], quotes = [.. IndexesOf(Tee.Tdx)];
        if (reports.Length == 0 || quotes.Length == 0)
            return;
        if (reports.Length > 1 || quotes.Length > 1)
            throw Unrecognized.At("", 0, $"there are {reports.Length} HCL reports and {quotes.Length} TD quotes, and nothing tells which belong together.");
        AddPart(EvidencePart.TdQuote, _evidence[quotes[0]].Report);
        _endorsements.AddRange(_evidence[quotes[0]].Endorsements);
        _evidence.RemoveAt(quotes[0]);
    }

    private void JoinSev()
    {
        if (_sev.Count == 0)
            return;
        string missing = string.Join(", ", SevCertificateFiles.Platform.Where(part => !_sev.ContainsKey(part.Usage)).Select(part => part.Name));
        if (missing.Length > 0)
            throw Unrecognized.At("", 0, $"there are certificates of a SEV platform without its {missing}.");
        Add(Tee.Sev, SevCertificateFiles.Platform.SelectMany(part => _sev[part.Usage]).ToArray());
        _sev.Clear();
    }

    private void Give(string name, byte[] content)
    {
        int[] takers = [.. Enumerable.Range(0, _evidence.Count).Where(i => Takes(_evidence[i].Tee, name))];
        if (takers.Length != 1)
            throw Unrecognized.At("", 0, $"there is a part '{name}', and {(takers.Length == 0 ? "no evidence that it goes with" : $"{takers.Length} pieces of evidence that it could go with")}.");
        KeepEvidence taker = _evidence[takers[0]];
        _evidence[takers[0]] = taker with { Parts = new Dictionary<string, byte[]>(taker.Parts, StringComparer.Ordinal) { [name] = content } };
    }

    private static bool Takes(Tee tee, string part) => part switch
    {
        EvidencePart.TpmQuote or EvidencePart.TpmSignature or EvidencePart.TpmPcrs => tee is Tee.AzureSevSnp or Tee.AzureTdx,
        EvidencePart.TdQuote => tee is Tee.AzureTdx,
        EvidencePart.EventLog => tee is Tee.Tdx or Tee.AzureSevSnp or Tee.AzureTdx,
        EvidencePart.SevLaunch => tee is Tee.Sev,
        EvidencePart.SpdmRequest => tee is Tee.NvidiaGpu,
        _ => false,
    };

    public void Add(KeepEvidence one)
    {
        if (_evidence.Count == MostEvidence)
            throw Unrecognized.At("", 0, $"there are more than {MostEvidence} pieces of evidence.");
        _evidence.Add(one);
    }

    private IEnumerable<int> IndexesOf(Tee tee) => Enumerable.Range(0, _evidence.Count).Where(i => _evidence[i].Tee == tee);

    // The array itself where it is all of one, as the content of a file is.
    private static byte[] Bytes(ReadOnlyMemory<byte> content) =>
        System.Runtime.InteropServices.MemoryMarshal.TryGetArray(content, out ArraySegment<byte> segment) && segment.Offset == 0 && segment.Count == segment.Array!.Length
            ? segment.Array
            : content.ToArray();
}
