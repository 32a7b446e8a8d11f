using Microsoft.CodeAnalysis;

namespace ScaleApp.Analyzers;

/// <summary>The ten rules. Each has a page under <c>docs/analyzers</c>, which is also in the package.</summary>
internal static class Rules
{
    private const string Category = "Scaling";
    private const string Pages = "docs/analyzers/";

    public static readonly DiagnosticDescriptor Sessions = new(
        "SCALE001",
        "Sessions need a shared cache",
        "'{0}' keeps {1} in the memory of one replica, and the other replicas do not find them; register a shared cache, for example AddStackExchangeRedisCache",
        Category, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Pages + "SCALE001.md");

    public static readonly DiagnosticDescriptor SignalR = new(
        "SCALE002",
        "SignalR needs a backplane",
        "'AddSignalR' has no backplane, so a message reaches only the clients of the replica that sends it; add AddStackExchangeRedis or AddAzureSignalR",
        Category, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Pages + "SCALE002.md");

    public static readonly DiagnosticDescriptor State = new(
        "SCALE003",
        "State of the process is not shared",
        "{0} '{1}' changes in '{2}', and each replica has its own copy; keep it in the database or in Redis",
        Category, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Pages + "SCALE003.md");

    public static readonly DiagnosticDescriptor RateLimiter = new(
        "SCALE004",
        "Rate limits need a shared count",
        "'{0}' counts in the memory of one replica, so every replica grants the whole limit again; count in Redis",
        Category, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Pages + "SCALE004.md");

    public static readonly DiagnosticDescriptor LocalFile = new(
        "SCALE005",
        "Files of a replica are not shared",
        "'{0}' writes to the disk of one replica, and the other replicas do not see the file; write to object storage or to the database",
        Category, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Pages + "SCALE005.md");

    public static readonly DiagnosticDescriptor Schedule = new(
        "SCALE006",
        "Schedules in hosted services run on every replica",
        "'{0}' in '{1}' is a schedule that runs on every replica; make it a recurring job, which one replica runs",
        Category, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Pages + "SCALE006.md");

    public static readonly DiagnosticDescriptor DataProtection = new(
        "SCALE007",
        "Cookies need a shared key ring",
        "'{0}' protects cookies with keys that only this replica has, and the other replicas cannot read them; call AddDataProtection with PersistKeysTo a shared store",
        Category, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Pages + "SCALE007.md");

    public static readonly DiagnosticDescriptor MemoryCache = new(
        "SCALE008",
        "Invalidation of a memory cache stays on one replica",
        "'{0}' drops what this replica has cached, and the other replicas go on serving it; use a cache with a backplane, or IDistributedCache",
        Category, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Pages + "SCALE008.md");

    public static readonly DiagnosticDescriptor LogFile = new(
        "SCALE009",
        "Log files are lost with the replica",
        "'{0}' logs to a file that is lost with the replica; log to standard output",
        Category, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Pages + "SCALE009.md");

    public static readonly DiagnosticDescriptor ProcessLock = new(
        "SCALE010",
        "A lock of the process guards one replica",
        "'{0}' is held during '{1}' and keeps out only requests to this replica; use a transaction, a unique constraint or a distributed lock",
        Category, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Pages + "SCALE010.md");
}
