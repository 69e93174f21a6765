export interface SnippetPlaces {
  readonly url: string;
  readonly key: string;
  readonly terminal: string;
}
export interface Snippet {
  readonly name: string;
  readonly code: string;
}

/** A charge in the languages that Guatemalan ERPs are written in. Old ones read `key=value` lines instead of JSON. */
export function makeSnippets({ url, key, terminal }: SnippetPlaces): readonly Snippet[] {
  return [
    {
      name: 'curl',
      code: `curl -X POST ${url}/v1/charges ^
  -H "Authorization: Bearer ${key}" ^
  -H "Content-Type: application/json" ^
  -d "{\\"order_id\\":\\"FAC-00123\\",\\"amount\\":\\"125.50\\",\\"terminal\\":\\"${terminal}\\"}"

curl "${url}/v1/charges?order_id=FAC-00123&wait=30" ^
  -H "Authorization: Bearer ${key}"`,
    },
    {
      name: 'PowerShell',
      code: `$clave = @{ Authorization = 'Bearer ${key}' }
$orden = @{ order_id = 'FAC-00123'; amount = '125.50'; terminal = '${terminal}' } | ConvertTo-Json
$cobro = Invoke-RestMethod -Method Post -Uri '${url}/v1/charges' -Headers $clave -ContentType 'application/json' -Body $orden

while (-not $cobro.final) {
  $cobro = Invoke-RestMethod -Uri "${url}/v1/charges/$($cobro.id)?wait=30" -Headers $clave
}
if ($cobro.paid) { "Pagado, autorización $($cobro.auth_code)" } else { $cobro.failure.message }`,
    },
    {
      name: 'VB6',
      code: `Dim http As Object
Set http = CreateObject("WinHttp.WinHttpRequest.5.1")
http.Open "POST", "${url}/v1/charges", False
http.SetRequestHeader "Authorization", "Bearer ${key}"
http.SetRequestHeader "Content-Type", "application/x-www-form-urlencoded"
http.SetRequestHeader "Accept", "text/plain"
http.Send "order_id=FAC-00123&amount=125.50&terminal=${terminal}"

' La respuesta son líneas clave=valor: status=queued, final=false, paid=false, id=...
MsgBox http.ResponseText

' Repita hasta que diga final=true. Solo paid=true es un pago.
http.Open "GET", "${url}/v1/charges?order_id=FAC-00123&wait=30", False
http.SetRequestHeader "Authorization", "Bearer ${key}"
http.SetRequestHeader "Accept", "text/plain"
http.Send`,
    },
    {
      name: 'FoxPro',
      code: `LOCAL loHttp
loHttp = CREATEOBJECT("WinHttp.WinHttpRequest.5.1")
loHttp.Open("POST", "${url}/v1/charges", .F.)
loHttp.SetRequestHeader("Authorization", "Bearer ${key}")
loHttp.SetRequestHeader("Content-Type", "application/x-www-form-urlencoded")
loHttp.SetRequestHeader("Accept", "text/plain")
loHttp.Send("order_id=FAC-00123&amount=125.50&terminal=${terminal}")

* Líneas clave=valor. Repita la consulta hasta que diga final=true; solo paid=true es un pago.
? loHttp.ResponseText`,
    },
    {
      name: 'C#',
      code: `using var http = new HttpClient { BaseAddress = new Uri("${url}") };
http.DefaultRequestHeaders.Authorization = new("Bearer", "${key}");

var envio = await http.PostAsJsonAsync("/v1/charges",
    new { order_id = "FAC-00123", amount = "125.50", terminal = "${terminal}" });
envio.EnsureSuccessStatusCode();
var cobro = await envio.Content.ReadFromJsonAsync<JsonElement>();

while (!cobro.GetProperty("final").GetBoolean())
    cobro = await http.GetFromJsonAsync<JsonElement>($"/v1/charges/{cobro.GetProperty("id")}?wait=30");

bool pagado = cobro.GetProperty("paid").GetBoolean();`,
    },
    {
      name: 'PHP',
      code: `<?php
$ch = curl_init('${url}/v1/charges');
curl_setopt_array($ch, [
  CURLOPT_POST => true,
  CURLOPT_RETURNTRANSFER => true,
  CURLOPT_HTTPHEADER => ['Authorization: Bearer ${key}', 'Content-Type: application/json'],
  CURLOPT_POSTFIELDS => json_encode(['order_id' => 'FAC-00123', 'amount' => '125.50', 'terminal' => '${terminal}']),
]);
$cobro = json_decode(curl_exec($ch), true);
// Consulte GET /v1/charges/{id}?wait=30 hasta que $cobro['final'] sea true; solo $cobro['paid'] es un pago.`,
    },
  ];
}
