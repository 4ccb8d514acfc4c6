"""Made-up logs in the shapes of usage exports that exist. The numbers and names are invented.

Every sample holds one call (or one sum) of 9,400 tokens on 2026-09-01: 7,000 of 9,000 input tokens
from cache, 500 of them written to it where the format says so, 400 output tokens, 150 of them
reasoning. What differs is which of these a format counts where.
"""

import io
import json
import zipfile

DAY, TOKENS = "2026-09-01", 9400

OTEL = [
    {"key": "gen_ai.response.model", "value": {"stringValue": "nova-2"}},
    {"key": "gen_ai.usage.input_tokens", "value": {"intValue": "9000"}},
    {"key": "gen_ai.usage.cache_read.input_tokens", "value": {"intValue": "7000"}},
    {"key": "gen_ai.usage.output_tokens", "value": {"intValue": "400"}},
]


def _lines(*rows: dict) -> bytes:
    return "\n".join(json.dumps(row) for row in rows).encode()


def _json(value: object) -> bytes:
    return json.dumps(value, indent=1).encode()


def _zip(**members: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, text in members.items():
            archive.writestr(name.replace("_", "-") + ".csv", text)
    return target.getvalue()


DEEPSEEK = (
    "\ufeffuser_id,start_time_iso,end_time_iso,model,api_key_name,api_key,type,price,amount\r\n"
    + "".join(
        f"u1,2026-09-01T00:00:00+08:00,2026-09-02T00:00:00+08:00,nova-2,main,sk-***,{kind},{price},{amount}\r\n"
        for kind, price, amount in (
            ("input_cache_hit_tokens", "0.00000002", 7000),
            ("input_cache_miss_tokens", "0.0000002", 2000),
            ("output_tokens", "0.000001", 400),
            ("request_count", "", 3),
        )
    )
)

CLAUDE = {"inputTokens": 1500, "cacheCreationTokens": 500, "cacheReadTokens": 7000, "outputTokens": 400}

ANTHROPIC = {
    "model": "nova-2-20260801",
    "uncached_input_tokens": 1500,
    "cache_creation": {"ephemeral_5m_input_tokens": 500, "ephemeral_1h_input_tokens": 0},
    "cache_read_input_tokens": 7000,
    "output_tokens": 400,
}

SAMPLES: dict[str, tuple[str, str, bytes, str, float | None]] = {
    # name: (preset, shape, content, model, cost in USD)
    "OpenRouter activity, a row per generation": (
        "openrouter-activity",
        "generations",
        b"generation_id,created_at,cost_total,tokens_prompt,tokens_completion,tokens_reasoning,tokens_cached,"
        b"model_permaslug,variant\ngen-1788220800-Xa1,2026-09-01 00:00:00.412,0.0021,9000,400,150,7000,"
        b"acme/nova-2-20260801,free\n",
        "acme/nova-2-20260801:free",
        0.0021,
    ),
    "OpenRouter activity, aggregated": (
        "openrouter-activity",
        "sums of days",
        b'"Date","Slug","Usage","BYOK Usage","Requests","Prompt Tokens","Completion Tokens",'
        b'"Reasoning Tokens"\n'
        b'"2026-09-01 00:00:00","acme/nova-2","0.5","0","3","9000","400","150"\n',
        "acme/nova-2",
        0.5,
    ),
    "OpenRouter activity, API": (
        "openrouter-activity",
        "API",
        _json(
            {
                "data": [
                    {
                        "date": DAY,
                        "model": "acme/nova-2",
                        "model_permaslug": "acme/nova-2-20260801",
                        "endpoint_id": "e",
                        "usage": 0.4,
                        "prompt_tokens": 9000,
                        "completion_tokens": 400,
                        "reasoning_tokens": 450,
                    }
                ]
            }
        ),
        "acme/nova-2-20260801",
        0.4,
    ),
    "OpenRouter rankings, CSV": (
        "openrouter-rankings",
        "CSV",
        b"date,model_permaslug,total_tokens\n2026-09-01,acme/nova-2,9400\n",
        "acme/nova-2",
        None,
    ),
    "this book, weekly table": (
        "weekly-table",
        "weekly table",
        b"week,model,tokens,days,free_tokens,weekend_tokens\n2026-09-01,acme/nova-2,9400,7,0,0\n",
        "acme/nova-2",
        None,
    ),
    "LiteLLM SpendLogs, API": (
        "litellm-spendlogs",
        "API",
        _json(
            {
                "data": [
                    {
                        "request_id": f"r{number}",
                        "call_type": call,
                        "status": status,
                        "startTime": "2026-09-01T08:00:00Z",
                        "model": "acme/nova-2",
                        "spend": 0.01 * (number == 1),
                        "prompt_tokens": 9000,
                        "completion_tokens": 400,
                        "total_tokens": 9400,
                        "metadata": {"usage_object": {"cache_read_input_tokens": 7000}},
                    }
                    for number, (call, status) in enumerate(
                        [
                            ("acompletion", "failure"),
                            ("acompletion", "success"),
                            ("aget_responses", "success"),
                        ]
                    )
                ],
                "page": 1,
                "total_pages": 1,
            }
        ),
        "acme/nova-2",
        0.01,
    ),
    "LiteLLM SpendLogs, old rows as CSV": (
        "litellm-spendlogs",
        "table",
        b"request_id,startTime,model,spend,prompt_tokens,completion_tokens,metadata\n"
        b"r1,2026-09-01 08:00:00,acme/nova-2,0.01,2000,400,"
        b'"{""usage_object"": {""cache_read_input_tokens"": 7000}}"\n',
        "acme/nova-2",
        0.01,
    ),
    "LiteLLM daily, API": (
        "litellm-daily",
        "API",
        _json(
            {
                "results": [
                    {
                        "date": DAY,
                        "metrics": {"spend": 0.01, "total_tokens": 9400},
                        "breakdown": {
                            "models": {
                                "nova-2": {
                                    "metrics": {
                                        "spend": 0.01,
                                        "prompt_tokens": 9000,
                                        "completion_tokens": 400,
                                    }
                                }
                            },
                            "providers": {
                                "acme": {"metrics": {"prompt_tokens": 9000, "completion_tokens": 400}}
                            },
                        },
                    }
                ],
                "metadata": {"page": 1, "has_more": False},
            }
        ),
        "nova-2",
        0.01,
    ),
    "LiteLLM daily, first version": (
        "litellm-daily",
        "API, first version",
        _json(
            {
                "results": [
                    {
                        "date": DAY,
                        "breakdown": {
                            "models": {"nova-2": {"prompt_tokens": 9000, "completion_tokens": 400}}
                        },
                    }
                ]
            }
        ),
        "nova-2",
        None,
    ),
    "LiteLLM daily, CSV": (
        "litellm-daily",
        "CSV",
        b"Date,Team,Team ID,Model,Spend ($),Requests,Total Tokens\n"
        b'2026-09-01,a,t1,nova-2,"1,234.50",3,9400\n',
        "nova-2",
        1234.5,
    ),
    "OpenAI usage, API": (
        "openai-usage",
        "API",
        _json(
            {
                "object": "page",
                "data": [
                    {"object": "bucket", "start_time": 1788134400, "results": []},
                    {
                        "object": "bucket",
                        "start_time": 1788220800,
                        "results": [
                            {
                                "model": "nova-2-2026-08-01",
                                "input_tokens": 9000,
                                "input_cached_tokens": 7000,
                                "output_tokens": 400,
                                "num_model_requests": 3,
                            }
                        ],
                    },
                ],
                "has_more": False,
            }
        ),
        "nova-2-2026-08-01",
        None,
    ),
    "OpenAI usage, CSV": (
        "openai-usage",
        "CSV",
        b"start_time,end_time,start_time_iso,end_time_iso,input_tokens,output_tokens,input_cached_tokens,model\n"
        b"1788134400,1788220800,2026-08-31T00:00:00+00:00,2026-09-01T00:00:00+00:00,,,,\n"
        b"1788220800,1788307200,2026-09-01T00:00:00+00:00,2026-09-02T00:00:00+00:00,9000.0,400.0,7000.0,nova-2\n",
        "nova-2",
        None,
    ),
    "Anthropic usage, API": (
        "anthropic-usage",
        "API",
        _json({"data": [{"starting_at": "2026-09-01T00:00:00Z", "results": [ANTHROPIC]}], "has_more": False}),
        "nova-2-20260801",
        None,
    ),
    "Anthropic usage, console CSV by the hour": (
        "anthropic-usage",
        "console CSV",
        b"usage_date_utc,model_version,api_key,usage_type,usage_input_tokens_no_cache,"
        b"usage_input_tokens_cache_write_5m,usage_input_tokens_cache_write_1h,usage_input_tokens_cache_read,"
        b"usage_output_tokens\n2026-09-01 23:00,nova-2-20260801,k,message,1500,500,0,7000,400\n",
        "nova-2-20260801",
        None,
    ),
    "ccusage, unified": (
        "ccusage",
        "Claude, unified",
        _json(
            {
                "daily": [
                    {
                        "period": DAY,
                        "agent": "all",
                        "totalTokens": 9400,
                        "agents": [{"agent": "a", "totalTokens": 9400}],
                        "modelBreakdowns": [{"modelName": "nova-2", **CLAUDE, "cost": 0.01}],
                    }
                ],
                "totals": {"totalTokens": 9400},
            }
        ),
        "nova-2",
        0.01,
    ),
    "ccusage, Claude": (
        "ccusage",
        "Claude, unified",
        _json({"daily": [{"date": DAY, "modelBreakdowns": [{"modelName": "nova-2", **CLAUDE}]}]}),
        "nova-2",
        None,
    ),
    "ccusage, old Codex": (
        "ccusage",
        "Codex",
        _json(
            {
                "daily": [
                    {
                        "date": "Sep 01, 2026",
                        "costUSD": 0.01,
                        "models": {
                            "nova-2": {
                                "inputTokens": 9000,
                                "cachedInputTokens": 7000,
                                "outputTokens": 400,
                                "reasoningOutputTokens": 150,
                            }
                        },
                    }
                ]
            }
        ),
        "nova-2",
        None,
    ),
    "Langfuse, observations": (
        "langfuse",
        "observations",
        _json(
            [
                {
                    "id": "o0",
                    "type": "SPAN",
                    "model": None,
                    "startTime": "2026-09-01T08:00:00Z",
                    "usageDetails": {},
                },
                {
                    "id": "o1",
                    "type": "GENERATION",
                    "model": "nova-2",
                    "startTime": "2026-09-01T08:00:00Z",
                    "usageDetails": {"input": 2000, "input_cached_tokens": 7000, "output": 400},
                },
            ]
        ),
        "nova-2",
        None,
    ),
    "Langfuse, CSV": (
        "langfuse",
        "CSV",
        b"id,type,model,startTime,level,usageDetails,totalCost\no1,GENERATION,nova-2,2026-09-01T08:00:00Z,DEFAULT,"
        b'"{""input"":2000,""input_cached_tokens"":7000,""output"":400,""total"":9400}",0.01\n'
        b"o2,GENERATION,nova-2,2026-09-01T08:00:00Z,ERROR,{},\n",
        "nova-2",
        0.01,
    ),
    "Langfuse, daily metrics": (
        "langfuse",
        "daily metrics",
        _json(
            {
                "data": [
                    {
                        "date": DAY,
                        "usage": [
                            {"model": "nova-2", "inputUsage": 9000, "outputUsage": 400, "totalUsage": 9400}
                        ],
                    }
                ]
            }
        ),
        "nova-2",
        None,
    ),
    "Helicone, JSON lines": (
        "helicone",
        "JSON",
        _lines(
            *(
                {
                    "request_created_at": "2026-09-01T08:00:00Z",
                    "response_status": status,
                    "response_model": "nova-2",
                    "prompt_tokens": 9000,
                    "completion_tokens": 400,
                    "costUSD": 0.01,
                }
                for status in (200, 500)
            )
        ),
        "nova-2",
        0.01,
    ),
    "Vercel AI Gateway, report": (
        "vercel-gateway",
        "API",
        _json(
            {
                "results": [
                    {
                        "day": DAY,
                        "model": "acme/nova-2",
                        "total_cost": 0.01,
                        "input_tokens": 9000,
                        "output_tokens": 400,
                        "cached_input_tokens": 7000,
                    }
                ]
            }
        ),
        "acme/nova-2",
        0.01,
    ),
    "Cloudflare AI Gateway, logs": (
        "cloudflare-gateway",
        "API",
        _json(
            {
                "result": [
                    {
                        "created_at": "2026-09-01T08:00:00Z",
                        "provider": "acme",
                        "model": "nova-2",
                        "success": success,
                        "cached": cached,
                        "tokens_in": 9000,
                        "tokens_out": 400,
                        "cost": 0.01,
                    }
                    for success, cached in ((True, False), (False, False), (True, True))
                ],
                "success": True,
            }
        ),
        "acme/nova-2",
        0.01,
    ),
    "Cursor, usage events": (
        "cursor",
        "events",
        b"Date,Kind,Model,Max Mode,Input (w/ Cache Write),Input (w/o Cache Write),Cache Read,Output Tokens,"
        b"Total Tokens,Cost\n"
        b'"2026-09-01T08:00:00.000Z","Included","auto","No","1500","500","7000","400","9400","Included"\n'
        b'"2026-09-01T08:00:00.000Z","Errored, Not Charged","auto","No","1","1","1","1","4","-"\n',
        "auto",
        None,
    ),
    "DeepSeek, zip": (
        "deepseek",
        "amount",
        _zip(
            amount_2026_9=DEEPSEEK,
            cost_2026_9="user_id,utc_date,model,wallet_type,cost,currency\nu1,2026-09-01,nova-2,paid,1,CNY\n",
        ),
        "nova-2",
        None,
    ),
    "DeepSeek, older": (
        "deepseek",
        "older amount",
        b"user_id,utc_date,model,api_key_name,api_key,type,price,amount\nu1,20260901,nova-2,m,k,output_tokens,1,9400\n",
        "nova-2",
        None,
    ),
    "Azure, cost export": (
        "azure-openai",
        "cost export",
        b"Date,MeterName,Quantity,UnitOfMeasure,CostInBillingCurrency,BillingCurrency\n"
        b"2026-09-01,nova 2 inp glbl Tokens,9.0,1K,0.01,EUR\n"
        b"2026-09-01,nova 2 outp glbl Tokens,0.4,1K,0.01,EUR\n",
        "nova 2",
        None,
    ),
    "Bedrock, invocation log": (
        "bedrock",
        "log",
        _lines(
            {
                "schemaType": "ModelInvocationLog",
                "timestamp": "2026-09-01T08:00:00Z",
                "modelId": "us.acme.nova-2-v1:0",
                "input": {
                    "inputTokenCount": 1500,
                    "cacheReadInputTokenCount": 7000,
                    "cacheWriteInputTokenCount": 500,
                },
                "output": {"outputTokenCount": 400},
            }
        ),
        "us.acme.nova-2-v1:0",
        None,
    ),
    "Vertex, log without a total": (
        "vertex",
        "log",
        _lines(
            {
                "logging_time": "2026-09-01 08:00:00 UTC",
                "model": "nova-2",
                "full_response": {
                    "usageMetadata": {
                        "promptTokenCount": 9000,
                        "cachedContentTokenCount": 7000,
                        "candidatesTokenCount": 250,
                        "thoughtsTokenCount": 150,
                    }
                },
            }
        ),
        "nova-2",
        None,
    ),
    "OpenTelemetry, OTLP": (
        "opentelemetry",
        "spans",
        _json(
            {
                "resourceSpans": [
                    {
                        "scopeSpans": [
                            {
                                "spans": [
                                    {"startTimeUnixNano": "1788249600000000000", "attributes": OTEL},
                                    {
                                        "startTimeUnixNano": "1788249600000000000",
                                        "attributes": [
                                            *OTEL,
                                            {
                                                "key": "gen_ai.operation.name",
                                                "value": {"stringValue": "invoke_agent"},
                                            },
                                        ],
                                    },
                                ]
                            }
                        ]
                    }
                ]
            }
        ),
        "nova-2",
        None,
    ),
    "OpenTelemetry, flat maps, cache left out of the input": (
        "opentelemetry",
        "spans",
        _lines(
            {
                "startTimeUnixNano": 1788249600000000000,
                "attributes": {
                    "gen_ai.request.model": "nova-2",
                    "gen_ai.usage.prompt_tokens": 2000,
                    "gen_ai.usage.cache_read.input_tokens": 7000,
                    "gen_ai.usage.completion_tokens": 400,
                },
            }
        ),
        "nova-2",
        None,
    ),
}

REFUSED: dict[str, tuple[bytes, str]] = {
    # name: (content, part of what is said)
    "Cursor, aggregated": (b"Model,Request Count,Total\nauto,5,9400\n", "without days"),
    "Cloudflare, Logpush": (
        _lines({"Timestamp": 1, "Model": "m", "RequestedModel": "m", "Provider": "p", "StatusCode": 200}),
        "no column of tokens",
    ),
    "OpenAI, idle": (b"start_time,end_time,start_time_iso,end_time_iso\n1,2,a,b\n", "nothing was used"),
    "Anthropic, cost": (
        b"usage_date_utc,model,token_type,cost_usd\n2026-09-01,Nova 2,input,0.01\n",
        "without tokens",
    ),
    "ccusage without models": (
        _json({"daily": [{"date": DAY, "inputTokens": 1, "outputTokens": 1, "totalTokens": 2}]}),
        "--breakdown",
    ),
    "Vertex, billing": (
        _lines({"usage_start_time": DAY, "sku": {"description": "Nova 2"}, "usage": {"amount": 1}}),
        "SKU",
    ),
    "unknown CSV": (b"when,what,many\n2026-09-01,nova-2,9400\n", "--map"),
    "unknown JSON": (_lines({"when": DAY}), "--rows"),
}
