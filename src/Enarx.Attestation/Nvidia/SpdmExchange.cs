namespace Enarx.Attestation;

/// <summary>
/// A GET_MEASUREMENTS request of SPDM 1.1 and the MEASUREMENTS response to it (DMTF DSP0274 1.1, sections 10.11.1 and
/// 10.11.2), one after the other as NVIDIA's driver gives them. Integers are little-endian.
/// </summary>
internal sealed class SpdmExchange
{
    /// <summary>Length of a request for signed measurements, bytes.</summary>
    public const int RequestLength = 37;

    /// <summary>Length of R and S of ECDSA P-384 side by side, bytes.</summary>
    public const int SignatureLength = 96;

    private const int NonceLength = 32;
    private const byte WantsSignature = 0x01;
    private const byte AllMeasurements = 0xff;

    private SpdmExchange(byte[] bytes, IReadOnlyList<SpdmMeasurement> measurements, ReadOnlyMemory<byte> opaqueData, int opaqueOffset)
    {
        Bytes = bytes;
        Measurements = measurements;
        OpaqueData = opaqueData;
        OpaqueOffset = opaqueOffset;
    }

    /// <summary>Request and response.</summary>
    public byte[] Bytes { get; }

    /// <summary>The nonce that the request asked with.</summary>
    public ReadOnlySpan<byte> Nonce => Bytes.AsSpan(4, NonceLength);

    /// <summary>The measurements, by ascending number.</summary>
    public IReadOnlyList<SpdmMeasurement> Measurements { get; }

    /// <summary>What the responder adds of its own.</summary>
    public ReadOnlyMemory<byte> OpaqueData { get; }

    /// <summary>Where <see cref="OpaqueData"/> stands.</summary>
    public int OpaqueOffset { get; }

    /// <summary>Everything that is signed: the request and the response without its signature.</summary>
    public ReadOnlySpan<byte> Signed => Bytes.AsSpan(0, Bytes.Length - SignatureLength);

    /// <summary>R and S side by side, most significant byte first.</summary>
    public ReadOnlySpan<byte> Signature => Bytes.AsSpan(Bytes.Length - SignatureLength);

    /// <summary>Reads an exchange.</summary>
    /// <exception cref="FieldException">The bytes are not one, or the request did not ask for every measurement, signed.</exception>
    public static SpdmExchange Parse(byte[] bytes)
    {
        var reader = new FieldReader(bytes);
        reader.Constant([0x11], "request SPDMVersion");
        reader.Constant([0xe0], "request code (GET_MEASUREMENTS)");
        int at = reader.Offset;
        if (reader.UInt8("request Param1") != WantsSignature)
            throw new FieldException("request Param1", at, "it must ask for a signature, and for nothing else");
        // A measurement that was not asked for would be missing without anybody noticing.
        reader.Constant([AllMeasurements], "request Param2 (all measurements)");
        reader.Bytes(NonceLength, "request Nonce");
        at = reader.Offset;
        byte slot = reader.UInt8("request SlotIDParam");
        if (slot > 7)
            throw new FieldException("request SlotIDParam", at, $"it must be 0 to 7; it is {slot}");

        reader.Constant([0x11], "response SPDMVersion");
        reader.Constant([0x60], "response code (MEASUREMENTS)");
        reader.Zeros(1, "response Param1");
        reader.Constant([slot], "response Param2 (the slot of the request)");
        byte count = reader.UInt8("NumberOfBlocks");
        at = reader.Offset;
        ReadOnlySpan<byte> length = reader.Bytes(3, "MeasurementRecordLength");
        int recordLength = length[0] | length[1] << 8 | length[2] << 16;
        int recordStart = reader.Offset;
        List<SpdmMeasurement> measurements = ReadMeasurements(ref reader, count);
        if (reader.Offset - recordStart != recordLength)
            throw new FieldException("MeasurementRecordLength", at, $"the {count} blocks have {reader.Offset - recordStart} bytes; it says {recordLength}");
        reader.Bytes(NonceLength, "response Nonce");
        int opaqueLength = reader.UInt16LittleEndian("OpaqueLength");
        int opaqueOffset = reader.Offset;
        reader.Bytes(opaqueLength, "OpaqueData");
        reader.Bytes(SignatureLength, "Signature");
        reader.End("Signature");
        return new SpdmExchange(bytes, measurements, bytes.AsMemory(opaqueOffset, opaqueLength), opaqueOffset);
    }

    private static List<SpdmMeasurement> ReadMeasurements(ref FieldReader reader, int count)
    {
        var measurements = new List<SpdmMeasurement>(count);
        int last = 0;
        for (int i = 0; i < count; i++)
        {
            int at = reader.Offset;
            byte index = reader.UInt8("block Index");
            if (index <= last)
                throw new FieldException("block Index", at, $"it must be greater than {last}; it is {index}");
            last = index;
            reader.Constant([0x01], "block MeasurementSpecification (DMTF)");
            at = reader.Offset;
            ushort size = reader.UInt16LittleEndian("block MeasurementSize");
            byte type = reader.UInt8("block DMTFSpecMeasurementValueType");
            ushort valueSize = reader.UInt16LittleEndian("block DMTFSpecMeasurementValueSize");
            if (size != 3 + valueSize)
                throw new FieldException("block MeasurementSize", at, $"it must be 3 more than the size of the value; it is {size} and that is {valueSize}");
            int offset = reader.Offset;
            measurements.Add(new SpdmMeasurement(index, type, reader.Bytes(valueSize, "block DMTFSpecMeasurementValue").ToArray(), offset));
        }

        return measurements;
    }
}
