using System.Formats.Cbor;

namespace Enarx.Attestation;

/// <summary>
/// Conceptual message wrappers in CBOR (RFC 9999): a record (an array of type, value and indicator), a value tagged by
/// its content format (RFC 9277), or a collection (a map of them).
/// </summary>
internal static class CmwCbor
{
    private const int MostItems = 64;
    private const int MostLabelLength = 256;
    private const string CollectionType = "__cmwc_t";

    // Tags of content formats 0 to 65024 (RFC 9277, section 4.3).
    private const ulong FirstFormatTag = 1668546817;
    private const ulong LastFormatTag = FirstFormatTag + 65024;

    /// <summary>Finds what a wrapper holds.</summary>
    /// <returns>False when the content is no wrapper.</returns>
    /// <exception cref="KeepException">It is one, and holds nothing that is known.</exception>
    public static bool Find(ReadOnlyMemory<byte> content, string where, FoundEvidence found, EvidenceFinder finder)
    {
        try
        {
            var reader = new CborReader(content, CborConformanceMode.Strict);
            switch (reader.PeekState())
            {
                case CborReaderState.Tag when (ulong)reader.PeekTag() is >= FirstFormatTag and <= LastFormatTag:
                    reader.ReadTag();
                    byte[] value = reader.ReadByteString();
                    RefuseMore(reader, content, where);
                    finder.Find(value, $"{where} CMW tag", found);
                    return true;
                case CborReaderState.StartArray:
                    if (ReadRecord(reader) is not (var message, var indicator))
                        return false;
                    RefuseMore(reader, content, where);
                    if (indicator.IsUsed())
                        finder.Find(message, $"{where} CMW record", found);
                    return true;
                case CborReaderState.StartMap:
                    return FindCollection(reader, content, where, found, finder);
                default:
                    return false;
            }
        }
        catch (Exception e) when (e is CborContentException or InvalidOperationException or OverflowException)
        {
            // Anything may begin like CBOR.
            return false;
        }
    }

    private static bool FindCollection(CborReader reader, ReadOnlyMemory<byte> content, string where, FoundEvidence outer, EvidenceFinder finder)
    {
        if (reader.ReadStartMap() is not (> 0 and <= MostItems))
            return false;
        var items = new List<(string Label, ReadOnlyMemory<byte> Value)>();
        while (reader.PeekState() != CborReaderState.EndMap)
        {
            string label = reader.PeekState() == CborReaderState.TextString ? reader.ReadTextString() : $"{reader.ReadInt64()}";
            if (label == CollectionType)
                reader.SkipValue();
            else if (label.Length <= MostLabelLength)
                items.Add((label, reader.ReadEncodedValue()));
            else
                return false;
        }

        reader.ReadEndMap();
        RefuseMore(reader, content, where);
        // A part of evidence is nothing by itself, so its label says what it is.
        var found = new FoundEvidence();
        foreach ((string label, ReadOnlyMemory<byte> value) in items)
        {
            if (EvidencePart.All.Contains(label) && ReadRecord(new CborReader(value, CborConformanceMode.Strict)) is (var part, _))
                found.AddPart(label, part);
            else if (!Find(value, $"{where} CMW '{label}'", found, finder))
                throw Unrecognized.At($"{where} CMW '{label}'", 0, "it is no record, tag or collection of conceptual messages.");
        }

        outer.Absorb(found);
        return true;
    }

    private static (byte[] Value, CmwIndicator Indicator)? ReadRecord(CborReader reader)
    {
        if (reader.PeekState() != CborReaderState.StartArray)
            return null;
        int? length = reader.ReadStartArray();
        if (length is not (2 or 3))
            return null;
        if (reader.PeekState() == CborReaderState.TextString)
            _ = reader.ReadTextString();
        else if (reader.PeekState() == CborReaderState.UnsignedInteger)
            _ = reader.ReadUInt32();
        else
            return null;
        if (reader.PeekState() != CborReaderState.ByteString)
            return null;
        byte[] value = reader.ReadByteString();
        CmwIndicator indicator = length == 3 ? (CmwIndicator)reader.ReadUInt32() : CmwIndicator.None;
        reader.ReadEndArray();
        return (value, indicator);
    }

    private static void RefuseMore(CborReader reader, ReadOnlyMemory<byte> content, string where)
    {
        if (reader.BytesRemaining != 0)
            throw Unrecognized.At(where, content.Length - reader.BytesRemaining, "bytes follow a conceptual message wrapper.");
    }
}
