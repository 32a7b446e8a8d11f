using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;
using ScaleApp.Dashboard.Telemetry.Logs;
using ScaleApp.Dashboard.Telemetry.Storage;

namespace ScaleApp.Dashboard.StructuredLogs;

/// <summary>The log records that are held, newest first; every filter is in the address.</summary>
public sealed partial class LogsPage
{
    private const int Limit = 200;
    private static readonly Severity[] Levels =
        [Severity.Unspecified, Severity.Debug, Severity.Information, Severity.Warning, Severity.Error, Severity.Critical];

    private LogFilter _filter = new();
    private LogPage _page = new([], HasMore: false);
    private FoundRecord? _selected;
    private StoreUsage _usage;
    private bool _isOlder;

    [CascadingParameter]
    public HttpContext? Http { get; set; }

    [Inject]
    public IOptions<DashboardOptions> Options { get; set; } = null!;

    private string? Text => Http!.Request.Query["text"];

    private string? Service => Http!.Request.Query["service"];

    private string? Replica => Http!.Request.Query["replica"];

    private string? Attribute => Http!.Request.Query["attribute"];

    private string? Log => Http!.Request.Query["log"];

    private string ExportAddress => $"/logs/export{Http!.Request.QueryString}";

    private string Endpoint => $"{Options.Value.Otlp.HttpUrl ?? Options.Value.Otlp.GrpcUrl}";

    protected override void OnParametersSet()
    {
        var search = new LogSearch(Store);
        _filter = LogQuery.Read(Http!.Request.Query);
        var before = Number(Http.Request.Query["before"]);
        _isOlder = before is not null;
        _page = search.Find(_filter, Limit, before ?? long.MaxValue, Http.RequestAborted);
        _selected = Number(Log) is { } sequence ? search.Find(sequence) : null;
        _usage = Store.Usage();
    }

    private static long? Number(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
