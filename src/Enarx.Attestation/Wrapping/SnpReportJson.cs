using System.Buffers.Binary;
using System.Text.Json;

namespace Enarx.Attestation;

/// <summary>
/// Puts an ATTESTATION_REPORT together from its fields as JSON, the form that Confidential Containers sends instead of
/// the report. What is signed are the report's bytes, so a field that is not known is refused and not left out.
/// </summary>
internal sealed class SnpReportJson
{
    // The name of each field, its offset and its length (AMD 56860); integers are numbers, longer fields arrays.
    private static readonly Dictionary<string, (int Offset, int Length)> Fields = new(StringComparer.Ordinal)
    {
        ["version"] = (0x000, 4),
        ["guest_svn"] = (0x004, 4),
        ["policy"] = (0x008, 8),
        ["family_id"] = (0x010, 16),
        ["image_id"] = (0x020, 16),
        ["vmpl"] = (0x030, 4),
        ["sig_algo"] = (0x034, 4),
        ["current_tcb"] = (0x038, 8),
        ["plat_info"] = (0x040, 8),
        ["key_info"] = (0x048, 4),
        ["_author_key_en"] = (0x048, 4),
        ["author_key_en"] = (0x048, 4),
        ["_reserved_0"] = (0x04c, 4),
        ["report_data"] = (0x050, 64),
        ["measurement"] = (0x090, 48),
        ["host_data"] = (0x0c0, 32),
        ["id_key_digest"] = (0x0e0, 48),
        ["author_key_digest"] = (0x110, 48),
        ["report_id"] = (0x140, 32),
        ["report_id_ma"] = (0x160, 32),
        ["reported_tcb"] = (0x180, 8),
        ["cpuid_fam_id"] = (0x188, 1),
        ["cpuid_mod_id"] = (0x189, 1),
        ["cpuid_step"] = (0x18a, 1),
        ["chip_id"] = (0x1a0, 64),
        ["committed_tcb"] = (0x1e0, 8),
        ["current_build"] = (0x1e8, 1),
        ["current_minor"] = (0x1e9, 1),
        ["current_major"] = (0x1ea, 1),
        ["_reserved_2"] = (0x1eb, 1),
        ["committed_build"] = (0x1ec, 1),
        ["committed_minor"] = (0x1ed, 1),
        ["committed_major"] = (0x1ee, 1),
        ["_reserved_3"] = (0x1ef, 1),
        ["launch_tcb"] = (0x1f0, 8),
        ["launch_mit_vector"] = (0x1f8, 8),
        ["current_mit_vector"] = (0x200, 8),
    };

    private readonly byte[] _report = new byte[SnpReport.Length];
    private readonly string _where;

    private SnpReportJson(string where) => _where = where;

    /// <summary>Reads the fields.</summary>
    /// <returns>The report, 1184 bytes.</returns>
    /// <exception cref="KeepException">A field is missing, not known, or does not fit.</exception>
    public static byte[] Read(JsonElement json, string where)
    {
        var report = new SnpReportJson(where);
        // The layout of TCB versions depends on the product.
        bool isTurin = json.TryGetProperty("cpuid_fam_id", out JsonElement family) && family.ValueKind == JsonValueKind.Number && family.TryGetByte(out byte id) && id >= 0x1a;
        int required = 0;
        foreach (JsonProperty field in json.EnumerateObject())
        {
            required += field.Name is "version" or "policy" or "report_data" or "measurement" or "chip_id" or "reported_tcb" or "signature" ? 1 : 0;
            report.Put(field, isTurin);
        }

        return required == 7 ? report._report : throw report.Bad("version, policy, report_data, measurement, chip_id, reported_tcb or signature", "is missing");
    }

    private void Put(JsonProperty field, bool isTurin)
    {
        // Fields that reports of older versions do not have.
        if (field.Value.ValueKind == JsonValueKind.Null)
            return;
        switch (field.Name)
        {
            case "current" or "committed" when field.Value.ValueKind == JsonValueKind.Object:
                int at = field.Name == "current" ? 0x1e8 : 0x1ec;
                PutNumber(field.Value, "build", at, 1);
                PutNumber(field.Value, "minor", at + 1, 1);
                PutNumber(field.Value, "major", at + 2, 1);
                break;
            case "signature" when field.Value.ValueKind == JsonValueKind.Object:
                PutBytes(field.Value, "r", 0x2a0, 72);
                PutBytes(field.Value, "s", 0x2e8, 72);
                if (field.Value.TryGetProperty("_reserved", out _))
                    PutBytes(field.Value, "_reserved", 0x330, SnpReport.Length - 0x330);
                break;
            // Reserved bytes up to the next field, whose length depends on the version.
            case "_reserved_1":
                PutReserved(field.Value, field.Name, 0x1a0);
                break;
            case "_reserved_4":
                PutReserved(field.Value, field.Name, SnpReport.SignedLength);
                break;
            case var name when !Fields.ContainsKey(name):
                throw Bad(name.Length > 32 ? name[..32] : name, "is not known, so the report that was signed cannot be put together");
            case "current_tcb" or "reported_tcb" or "committed_tcb" or "launch_tcb" when field.Value.ValueKind == JsonValueKind.Object:
                PutTcb(field.Value, Fields[field.Name].Offset, isTurin);
                break;
            default:
                (int offset, int length) = Fields[field.Name];
                if (length > 8)
                    PutBytes(field.Value, field.Name, offset, length, isWhole: true);
                else
                    PutNumber(field.Value, field.Name, offset, length, isWhole: true);
                break;
        }
    }

    private void PutTcb(JsonElement tcb, int offset, bool isTurin)
    {
        PutNumber(tcb, "bootloader", offset + (isTurin ? 1 : 0), 1);
        PutNumber(tcb, "tee", offset + (isTurin ? 2 : 1), 1);
        PutNumber(tcb, "snp", offset + (isTurin ? 3 : 6), 1);
        PutNumber(tcb, "microcode", offset + 7, 1);
        if (isTurin)
            PutNumber(tcb, "fmc", offset, 1);
        else if (tcb.TryGetProperty("_reserved", out _))
            PutBytes(tcb, "_reserved", offset + 2, 4);
    }

    private void PutReserved(JsonElement value, string name, int end)
    {
        byte[] bytes = JsonEvidence.Bytes(value, $"{_where}.{name}");
        if (bytes.Length > end - 0x188)
            throw Bad(name, "is too long");
        bytes.CopyTo(_report, end - bytes.Length);
    }

    private void PutBytes(JsonElement value, string name, int offset, int length, bool isWhole = false)
    {
        if (!isWhole && !value.TryGetProperty(name, out value))
            throw Bad(name, "is missing");
        byte[] bytes = JsonEvidence.Bytes(value, $"{_where}.{name}");
        if (bytes.Length != length)
            throw Bad(name, $"has {bytes.Length} bytes and must have {length}");
        bytes.CopyTo(_report, offset);
    }

    private void PutNumber(JsonElement value, string name, int offset, int length, bool isWhole = false)
    {
        if (!isWhole && !value.TryGetProperty(name, out value))
            throw Bad(name, "is missing");
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetUInt64(out ulong number) || (length < 8 && number >> (8 * length) != 0))
            throw Bad(name, $"is not a number of {length} bytes");
        Span<byte> whole = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(whole, number);
        whole[..length].CopyTo(_report.AsSpan(offset));
    }

    private KeepException Bad(string field, string problem) => Unrecognized.At(_where, 0, $"the field '{field}' of a SEV-SNP report {problem}.");
}
