using System.Text;

namespace Enarx.Attestation;

/// <summary>
/// What an NVIDIA device adds to its measurements: fields of a type and a length of two bytes each, little-endian
/// (NVIDIA nvtrust, opaque data of the attestation report).
/// </summary>
internal sealed class NvidiaOpaqueData
{
    private const int DriverVersion = 3;
    private const int VbiosVersion = 6;
    private const int FirmwareIdType = 20;
    private const int SwitchPdi = 22;

    private static readonly Dictionary<int, string> Names = new()
    {
        [1] = "CERT_ISSUER_NAME",
        [2] = "CERT_AUTHORITY_KEY_IDENTIFIER",
        [DriverVersion] = "DRIVER_VERSION",
        [4] = "GPU_INFO",
        [5] = "SKU",
        [VbiosVersion] = "VBIOS_VERSION",
        [7] = "MANUFACTURER_ID",
        [8] = "TAMPER_DETECTION",
        [9] = "SMC",
        [10] = "VPR",
        [11] = "NVDEC0_STATUS",
        [12] = "MSRSCNT",
        [13] = "CPRINFO",
        [14] = "BOARD_ID",
        [15] = "CHIP_SKU",
        [16] = "CHIP_SKU_MOD",
        [17] = "PROJECT",
        [18] = "PROJECT_SKU",
        [19] = "PROJECT_SKU_MOD",
        [FirmwareIdType] = "FWID",
        [21] = "PROTECTED_PCIE_STATUS",
        [SwitchPdi] = "SWITCH_PDI",
        [23] = "FLOORSWEPT_PORTS",
        [24] = "POSITION_ID",
        [25] = "LOCK_SWITCH_STATUS",
        [32] = "GPU_LINK_CONN",
        [33] = "SYS_ENABLE_STATUS",
        [34] = "OPAQUE_DATA_VERSION",
        [35] = "CHIP_INFO",
        [36] = "FEATURE_FLAG",
    };

    private NvidiaOpaqueData(byte[]? firmwareId, IReadOnlyList<EvidenceClaim> claims)
    {
        FirmwareId = firmwareId;
        Claims = claims;
    }

    /// <summary>Digest of the firmware that runs; null when the device does not say.</summary>
    public byte[]? FirmwareId { get; }

    /// <summary>Every field; versions as people write them, bytes otherwise.</summary>
    public IReadOnlyList<EvidenceClaim> Claims { get; }

    /// <summary>Reads the fields.</summary>
    /// <param name="data">The opaque data.</param>
    /// <param name="start">Where it stands in the evidence.</param>
    /// <exception cref="FieldException">A field is cut, or stands there twice.</exception>
    public static NvidiaOpaqueData Parse(ReadOnlySpan<byte> data, int start)
    {
        var reader = new FieldReader(data);
        var seen = new HashSet<int>();
        List<EvidenceClaim> claims = [];
        byte[]? firmwareId = null;
        while (reader.Left > 0)
        {
            int at = reader.Offset;
            int type = reader.UInt16LittleEndian("DataType");
            string name = Names.GetValueOrDefault(type, $"OPAQUE_{type}");
            if (!seen.Add(type))
                throw new FieldException("DataType", at, $"{name} stands there twice");
            int length = reader.UInt16LittleEndian($"DataSize of {name}");
            int offset = start + reader.Offset;
            ReadOnlySpan<byte> value = reader.Bytes(length, name);
            if (type == FirmwareIdType)
                firmwareId = value.ToArray();
            claims.Add(new EvidenceClaim(name, type switch
            {
                DriverVersion => Text(value),
                VbiosVersion => Vbios(value),
                _ => Convert.ToHexStringLower(value),
            }, $"report[0x{offset:x}..0x{offset + length:x}]"));
        }

        return new NvidiaOpaqueData(firmwareId, claims);
    }

    // A GPU gives the version as a number of eight bytes, a switch as text.
    private static string Vbios(ReadOnlySpan<byte> value) =>
        value.Length == 8 ? $"{value[3]:X2}.{value[2]:X2}.{value[1]:X2}.{value[0]:X2}.{value[4]:X2}" : Text(value);

    private static string Text(ReadOnlySpan<byte> value)
    {
        ReadOnlySpan<byte> text = value.TrimEnd((byte)0);
        // What is not printable could be made to look like something else on a terminal.
        return text.IsEmpty || text.ContainsAnyExceptInRange((byte)' ', (byte)'~') ? Convert.ToHexStringLower(value) : Encoding.ASCII.GetString(text);
    }
}
