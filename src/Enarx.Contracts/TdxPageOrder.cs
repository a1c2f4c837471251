namespace Enarx;

/// <summary>In which order a host adds the pages of a section to a trust domain and extends MRTD by their content.</summary>
public enum TdxPageOrder
{
    /// <summary>Each page is extended when it has been added, as Linux's KVM does.</summary>
    PageByPage,

    /// <summary>All pages of a section are added, then all are extended, as hosts did before TDX was in Linux.</summary>
    AddThenExtend,
}
