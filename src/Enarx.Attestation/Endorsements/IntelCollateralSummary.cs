using System.Globalization;
using System.Text.Json;

namespace Enarx.Attestation;

/// <summary>
/// What Intel's signed JSON says that it is (Intel PCS API v4), read to find it again. The verifier reads it anew,
/// from the bytes that are signed.
/// </summary>
/// <param name="IsTcbInfo">TCB info, or else an enclave identity.</param>
/// <param name="Id"><c>SGX</c> or <c>TDX</c>; <c>QE</c>, <c>TD_QE</c> or <c>QVE</c>.</param>
/// <param name="Fmspc">The platforms that a TCB info is for, lower-case hexadecimal; empty for an identity.</param>
/// <param name="IssueDate">When it was issued.</param>
/// <param name="NextUpdate">When the next one is due.</param>
internal sealed record IntelCollateralSummary(bool IsTcbInfo, string Id, string Fmspc, DateTimeOffset IssueDate, DateTimeOffset NextUpdate)
{
    private const int LongestText = 64;

    /// <summary>Reads the summary.</summary>
    /// <returns>Null when the JSON is no collateral of Intel's.</returns>
    public static IntelCollateralSummary? TryRead(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return null;
            IntelCollateralSummary? found = null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool isTcbInfo = reader.ValueTextEquals("tcbInfo"u8), isIdentity = reader.ValueTextEquals("enclaveIdentity"u8);
                reader.Read();
                if ((isTcbInfo || isIdentity) && found is null && reader.TokenType == JsonTokenType.StartObject)
                    found = ReadBody(ref reader, isTcbInfo);
                else
                    reader.Skip();
            }

            return reader.Read() ? null : found;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static IntelCollateralSummary? ReadBody(ref Utf8JsonReader reader, bool isTcbInfo)
    {
        string? id = null, fmspc = null, issued = null, next = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("id"u8))
                id = Text(ref reader);
            else if (reader.ValueTextEquals("fmspc"u8))
                fmspc = Text(ref reader);
            else if (reader.ValueTextEquals("issueDate"u8))
                issued = Text(ref reader);
            else if (reader.ValueTextEquals("nextUpdate"u8))
                next = Text(ref reader);
            else
                reader.Skip();
        }

        // Version 2 of TCB info was for SGX alone and had no id.
        if (isTcbInfo)
            id ??= "SGX";
        bool isWhole = id is not null && (fmspc is not null || !isTcbInfo);
        return isWhole && Time(issued) is { } from && Time(next) is { } to
            ? new IntelCollateralSummary(isTcbInfo, id!, isTcbInfo ? fmspc!.ToLowerInvariant() : "", from, to)
            : null;
    }

    private static string? Text(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length <= LongestText)
            return reader.GetString();
        reader.Skip();
        return null;
    }

    private static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time : null;
}
