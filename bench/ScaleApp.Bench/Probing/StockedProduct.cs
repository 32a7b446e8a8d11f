using System.Net.Http.Json;
using ScaleApp.Api.Catalog;
using ScaleApp.Bench.Measuring;

namespace ScaleApp.Bench.Probing;

/// <summary>A product that can be ordered often enough.</summary>
internal static class StockedProduct
{
    private const int PageSize = 100;

    /// <summary>The id of a product of which there are at least as many units.</summary>
    /// <exception cref="BenchException">There is none.</exception>
    public static async Task<int> FindAsync(HttpClient http, int units, CancellationToken ct)
    {
        for (int? after = 0; after is { } last;)
        {
            var page = (await http.GetFromJsonAsync<ProductPage>($"/api/products?limit={PageSize}&after={last}", ct))!;
            if (page.Items.FirstOrDefault(product => product.Stock >= units) is { } found)
            {
                return found.Id;
            }

            after = page.Items.Count == PageSize ? page.Items[^1].Id : null;
        }

        throw new BenchException($"No product has the {units} units in stock that are ordered here. Run a probe for a shorter time.");
    }
}
