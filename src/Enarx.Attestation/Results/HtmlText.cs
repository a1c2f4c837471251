using System.Net;
using System.Text;

namespace Enarx.Attestation;

/// <summary>Writes HTML. Whatever is not written by <see cref="Raw"/> is encoded.</summary>
internal sealed class HtmlText
{
    private readonly StringBuilder _page = new();

    /// <summary>Writes markup of this project's own.</summary>
    public HtmlText Raw(string markup)
    {
        _page.Append(markup);
        return this;
    }

    /// <summary>Writes text.</summary>
    public HtmlText Text(string? text)
    {
        _page.Append(WebUtility.HtmlEncode(ReportText.Clean(text)));
        return this;
    }

    /// <summary>Writes an element with text in it.</summary>
    public HtmlText Element(string name, string? text, string? style = null) =>
        Raw(style is null ? $"<{name}>" : $"<{name} class=\"{style}\">").Text(text).Raw($"</{name}>");

    /// <summary>Writes a term and what it is, if it is anything.</summary>
    public void Term(string term, string? text, bool mono = false)
    {
        if (!string.IsNullOrEmpty(text))
            Element("dt", term).Element("dd", text, mono ? "mono" : null).Raw("\n");
    }

    /// <summary>Writes the head of a table.</summary>
    public void Header(params ReadOnlySpan<string> columns)
    {
        Raw("<thead><tr>");
        foreach (string column in columns)
            Raw("<th scope=\"col\">").Text(column).Raw("</th>");
        Raw("</tr></thead>\n");
    }

    /// <inheritdoc/>
    public override string ToString() => _page.ToString();
}
