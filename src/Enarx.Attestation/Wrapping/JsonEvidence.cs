using System.Text;
using System.Text.Json;

namespace Enarx.Attestation;

/// <summary>
/// Evidence in JSON: what Confidential Containers' attestation agent gives its key broker for each TEE, lists of
/// devices as NVIDIA's tools write them, and conceptual message wrappers (RFC 9999). Properties that name no evidence
/// are passed over: what is taken out is appraised, and what is not there can only be missing.
/// </summary>
internal static class JsonEvidence
{
    private const int DeepestNesting = 24;
    private const int LongestType = 255;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = DeepestNesting, AllowDuplicateProperties = false };

    // Where requests and answers of the key broker keep evidence.
    private static readonly string[] Envelopes = ["tee-evidence", "tee_evidence", "primary_evidence", "additional_evidence", "device_evidence_list", "evidence_list"];

    /// <summary>Finds what a JSON text holds.</summary>
    /// <exception cref="KeepException">Nothing that is known, or no JSON.</exception>
    public static void Find(ReadOnlyMemory<byte> text, string where, FoundEvidence found, EvidenceFinder finder)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(text, Options);
        }
        catch (JsonException e)
        {
            throw Unrecognized.At(where, (int)Math.Min(e.BytePositionInLine ?? 0, int.MaxValue),
                $"line {e.LineNumber + 1} is not JSON without repeated names and with at most {DeepestNesting} levels.", e);
        }

        using (document)
        {
            try
            {
                new Reader(finder).FindIn(document.RootElement, $"{where} JSON", found);
            }
            catch (Exception e) when (e is InvalidOperationException or FormatException or JsonException or KeyNotFoundException)
            {
                throw Unrecognized.At(where, 0, $"a value of the JSON is not of the type that it must have: {e.Message}", e);
            }
        }
    }

    private sealed class Reader(EvidenceFinder finder)
    {
        public void FindIn(JsonElement value, string where, FoundEvidence found)
        {
            switch (value.ValueKind)
            {
                case JsonValueKind.Object:
                    FindInObject(value, where, found);
                    break;
                case JsonValueKind.Array when IsRecord(value):
                    FindInRecord(value, where, found);
                    break;
                case JsonValueKind.Array when value.GetArrayLength() > 0 && value[0].ValueKind == JsonValueKind.Number:
                    finder.Find(Bytes(value, where), $"{where} array", found);
                    break;
                case JsonValueKind.Array:
                    int index = 0;
                    foreach (JsonElement one in value.EnumerateArray())
                        FindIn(one, $"{where}[{index++}]", found);
                    break;
                case JsonValueKind.String:
                    finder.Find(Encoding.UTF8.GetBytes(value.GetString()!), $"{where} string", found);
                    break;
                default:
                    throw Unrecognized.At(where, 0, $"there is {value.ValueKind} where evidence must be.");
            }
        }

        private void FindInObject(JsonElement value, string where, FoundEvidence outer)
        {
            var found = new FoundEvidence();
            bool known = FindEnvelopes(value, where, found) | FindSnp(value, where, found) | FindAzure(value, where, found)
                | FindQuote(value, where, found) | FindToken(value, where, found) | FindDevice(value, where, found)
                | FindCollateral(value, found) | FindCollection(value, where, found);
            if (!known)
            {
                string names = string.Join(", ", value.EnumerateObject().Take(8).Select(p => p.Name.Length > 32 ? p.Name[..32] : p.Name));
                throw Unrecognized.At(where, 0, $"an object with the properties {(names.Length == 0 ? "(none)" : names)} is no evidence.");
            }

            outer.Absorb(found);
        }

        private bool FindEnvelopes(JsonElement value, string where, FoundEvidence found)
        {
            bool any = false;
            foreach (string name in Envelopes)
            {
                // An attester without other devices leaves additional evidence empty.
                if (Has(value, name) is not { } inner || inner.ValueKind == JsonValueKind.String && inner.GetString()!.Length == 0)
                    continue;
                if (name == "additional_evidence" && IsEmptyObject(inner))
                    continue;
                any = true;
                if (name == "additional_evidence")
                    FindAdditional(inner, $"{where}.{name}", found);
                else
                    FindIn(inner, $"{where}.{name}", found);
            }

            if (Has(value, "tee") is { ValueKind: JsonValueKind.String } && Has(value, "evidence") is { } evidence)
            {
                any = true;
                FindIn(evidence, $"{where}.evidence", found);
            }

            return any;
        }

        // A string of JSON, or an object, with a member for each further device.
        private void FindAdditional(JsonElement value, string where, FoundEvidence found)
        {
            if (value.ValueKind == JsonValueKind.String)
            {
                using JsonDocument inner = JsonDocument.Parse(value.GetString()!, Options);
                FindAdditional(inner.RootElement, where, found);
                return;
            }

            foreach (JsonProperty device in value.EnumerateObject())
                FindIn(device.Value, $"{where}.{device.Name}", found);
        }

        private bool FindSnp(JsonElement value, string where, FoundEvidence found)
        {
            if (Has(value, "attestation_report") is not { } report)
                return false;
            if (report.ValueKind == JsonValueKind.Object)
                found.Add(Tee.SevSnp, SnpReportJson.Read(report, $"{where}.attestation_report"));
            else
                FindIn(report, $"{where}.attestation_report", found);
            if (Has(value, "cert_chain") is { ValueKind: JsonValueKind.Array } chain)
            {
                foreach (JsonElement entry in chain.EnumerateArray())
                {
                    if (entry.ValueKind == JsonValueKind.String)
                        FindIn(entry, $"{where}.cert_chain", found);
                    // Entries of other types are a host's own.
                    else if (Has(entry, "cert_type") is { ValueKind: JsonValueKind.String } type && type.GetString() is "ARK" or "ASK" or "ASVK" or "VCEK" or "VLEK" or "CRL")
                        found.AddEndorsement(Bytes(entry.GetProperty("data"), $"{where}.cert_chain"));
                }
            }

            return true;
        }

        private bool FindAzure(JsonElement value, string where, FoundEvidence found)
        {
            JsonElement? quote = Has(value, "tpm_quote") ?? (Has(value, "quote") is { ValueKind: JsonValueKind.Object } old ? old : null);
            JsonElement? report = Has(value, "hcl_report") ?? (quote is null ? null : Has(value, "report"));
            if (report is not { } hcl)
                return false;
            FindIn(hcl, $"{where}.hcl_report", found);
            if (quote is { ValueKind: JsonValueKind.Object } tpm)
            {
                found.AddPart(EvidencePart.TpmQuote, Bytes(tpm.GetProperty("message"), $"{where}.message"));
                found.AddPart(EvidencePart.TpmSignature, Bytes(tpm.GetProperty("signature"), $"{where}.signature"));
                found.AddPart(EvidencePart.TpmPcrs, tpm.GetProperty("pcrs").EnumerateArray().SelectMany(pcr => Bytes(pcr, $"{where}.pcrs")).ToArray());
            }

            if (Has(value, "td_quote") is { } td)
                FindIn(td, $"{where}.td_quote", found);
            if (Has(value, "vcek") is { } vcek)
                FindIn(vcek, $"{where}.vcek", found);
            return true;
        }

        private bool FindQuote(JsonElement value, string where, FoundEvidence found)
        {
            if (Has(value, "quote") is not { ValueKind: JsonValueKind.String or JsonValueKind.Array } quote)
                return false;
            FindIn(quote, $"{where}.quote", found);
            if (Has(value, "cc_eventlog") is { ValueKind: JsonValueKind.String } log)
                found.AddPart(EvidencePart.EventLog, Bytes(log, $"{where}.cc_eventlog"));
            return true;
        }

        private bool FindToken(JsonElement value, string where, FoundEvidence found)
        {
            if (Has(value, "token") is not { ValueKind: JsonValueKind.String or JsonValueKind.Array } token)
                return false;
            FindIn(token, $"{where}.token", found);
            return true;
        }

        private bool FindDevice(JsonElement value, string where, FoundEvidence found)
        {
            if (Has(value, "evidence") is not { } evidence || Has(value, "certificate") is not { } certificate)
                return false;
            FindIn(evidence, $"{where}.evidence", found);
            FindIn(certificate, $"{where}.certificate", found);
            return true;
        }

        // Signed over the very bytes of the text, which is therefore kept as it stands.
        private static bool FindCollateral(JsonElement value, FoundEvidence found)
        {
            if (Has(value, "tcbInfo") is null && Has(value, "enclaveIdentity") is null)
                return false;
            found.AddEndorsement(Encoding.UTF8.GetBytes(value.GetRawText()));
            return true;
        }

        private bool FindCollection(JsonElement value, string where, FoundEvidence found)
        {
            if (Has(value, "__cmwc_t") is null && !value.EnumerateObject().All(p => p.Value.ValueKind == JsonValueKind.Array && IsRecord(p.Value)))
                return false;
            bool any = false;
            foreach (JsonProperty item in value.EnumerateObject())
            {
                if (item.NameEquals("__cmwc_t"))
                    continue;
                any = true;
                if (EvidencePart.All.Contains(item.Name) && IsRecord(item.Value))
                    found.AddPart(item.Name, Bytes(item.Value[1], $"{where}.{item.Name}"));
                else
                    FindIn(item.Value, $"{where}.{item.Name}", found);
            }

            return any;
        }

        private void FindInRecord(JsonElement record, string where, FoundEvidence found)
        {
            CmwIndicator indicator = record.GetArrayLength() > 2 ? (CmwIndicator)record[2].GetUInt32() : CmwIndicator.None;
            if (indicator.IsUsed())
                finder.Find(Bytes(record[1], where), $"{where} CMW record", found);
        }

        // [type, value, indicator?]: a media type or content format, and base64url (RFC 9999, section 3.1).
        private static bool IsRecord(JsonElement value) =>
            value.ValueKind == JsonValueKind.Array && value.GetArrayLength() is 2 or 3
            && (value[0].ValueKind == JsonValueKind.Number || value[0].ValueKind == JsonValueKind.String && IsType(value[0].GetString()!))
            && value[1].ValueKind == JsonValueKind.String
            && (value.GetArrayLength() == 2 || value[2].ValueKind == JsonValueKind.Number);

        // Base64 has slashes, too, and the base64 of evidence is longer than the name of any type.
        private static bool IsType(string text) =>
            text.Length is > 2 and <= LongestType && (text[0] == '#' || (char.IsAsciiLetter(text[0]) && text.AsSpan(1, text.Length - 2).Contains('/')));

        private static JsonElement? Has(JsonElement value, string name) =>
            value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out JsonElement inner) && inner.ValueKind != JsonValueKind.Null ? inner : null;

        private static bool IsEmptyObject(JsonElement value) =>
            value.ValueKind == JsonValueKind.Object && !value.EnumerateObject().Any() || value.ValueKind == JsonValueKind.String && value.GetString()!.Trim() is "{}" or "null";
    }

    /// <summary>The bytes that a value stands for: an array of numbers, or a string of hexadecimal or base64.</summary>
    /// <exception cref="KeepException">It stands for none.</exception>
    internal static byte[] Bytes(JsonElement value, string where)
    {
        if (value.ValueKind == JsonValueKind.String && value.GetString() is { } text)
            return TextEvidence.FromHex(text) ?? TextEvidence.FromBase64(text) ?? throw Unrecognized.At(where, 0, "a string is neither hexadecimal nor base64.");
        if (value.ValueKind != JsonValueKind.Array)
            throw Unrecognized.At(where, 0, $"there is {value.ValueKind} where bytes must be.");
        byte[] bytes = new byte[value.GetArrayLength()];
        int index = 0;
        foreach (JsonElement one in value.EnumerateArray())
            bytes[index++] = one.ValueKind == JsonValueKind.Number && one.TryGetByte(out byte b) ? b : throw Unrecognized.At(where, index, "an element of an array of bytes is not a number of 0 to 255.");
        return bytes;
    }
}
