namespace Enarx.Attestation;

/// <summary>Opens one layer after the other until there is evidence. Depth and number of layers are bounded.</summary>
internal sealed class EvidenceFinder
{
    private const int DeepestLayer = 12;
    private const int MostLayers = 1024;

    private int _depth;
    private int _layers;

    /// <summary>Finds what content is and adds it.</summary>
    /// <param name="content">The content of a layer.</param>
    /// <param name="where">The layers around it, for errors; see <see cref="Unrecognized.At"/>.</param>
    /// <param name="found">Where everything that is found is added.</param>
    /// <exception cref="KeepException">It is nothing that is known (id EvidenceUnrecognized).</exception>
    public void Find(ReadOnlyMemory<byte> content, string where, FoundEvidence found)
    {
        if (++_layers > MostLayers)
            throw Unrecognized.At(where, 0, $"there are more than {MostLayers} layers.");
        if (_depth == DeepestLayer)
            throw Unrecognized.At(where, 0, $"it is wrapped more than {DeepestLayer} times.");
        if (content.IsEmpty)
            throw Unrecognized.At(where, 0, "there is nothing.");
        _depth++;
        try
        {
            if (!RawEvidence.Find(content, where, found)
                && !CborEvidence.Find(content, where, found)
                && !OpenEnclaveEvidence.Find(content, where, found)
                && !RawEvidence.RefuseLocal(content.Span, where)
                && !TextEvidence.Find(content, where, found, this)
                && !DerEvidence.Find(content, where, found, this)
                && !CmwCbor.Find(content, where, found, this))
                throw Unrecognized.At(where, 0, $"the bytes {Convert.ToHexStringLower(content.Span[..Math.Min(16, content.Length)])} of {content.Length} begin nothing that is known.");
        }
        finally
        {
            _depth--;
        }
    }

    /// <summary>Finds what content is, where it may as well be nothing that is known.</summary>
    /// <returns>Null when it was found; else why it was not.</returns>
    public KeepException? TryFind(ReadOnlyMemory<byte> content, string where, FoundEvidence found)
    {
        var inner = new FoundEvidence();
        try
        {
            Find(content, where, inner);
        }
        catch (KeepException e) when (e.ErrorId == KeepErrorId.EvidenceUnrecognized && _layers <= MostLayers)
        {
            return e;
        }

        found.Absorb(inner);
        return null;
    }
}
