// The peer nlp.js: trains on a job's examples and answers its questions. Usage: node run.js JOB OUT
'use strict';
const fs = require('fs');
const { dockStart } = require('@nlpjs/basic');
const { LangEn } = require('@nlpjs/lang-en');
const { LangJa } = require('@nlpjs/lang-ja');

async function main() {
  const job = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
  const dock = await dockStart({ use: ['Basic'], settings: { nlp: { autoSave: false, log: false } } });
  const container = dock.getContainer();
  container.use(LangEn);
  container.use(LangJa);
  const nlp = dock.get('nlp');
  nlp.addLanguage('en');
  nlp.addLanguage('ja');
  const started = process.hrtime.bigint();
  for (const [language, text, intent] of job.examples) nlp.addDocument(language, text, intent);
  await nlp.train();
  const training = Number(process.hrtime.bigint() - started) / 1e9;
  const answers = [];
  const times = [];
  for (const [language, text] of job.questions) {
    const before = process.hrtime.bigint();
    const result = await nlp.process(language, text);
    times.push(Number(process.hrtime.bigint() - before) / 1e6);
    // nlp.js says "None" where no intent is at its threshold of .5; the best one is asked for here all the same.
    const best = (result.classifications || []).filter((c) => c.intent !== 'None')[0];
    const none = result.intent === 'None';
    answers.push([best ? best.intent : null, best ? best.score : 0, best ? (none ? Math.min(best.score, 0.5) : best.score) : 0]);
  }
  times.sort((a, b) => a - b);
  fs.writeFileSync(process.argv[3], JSON.stringify({
    answers,
    training_s: training,
    latency_ms: times[Math.floor(times.length / 2)],
    size_mb: Buffer.byteLength(nlp.export(true)) / 1e6,
    peak_mb: process.resourceUsage().maxRSS / 1024,
  }));
}

main().catch((problem) => { console.error(problem); process.exit(1); });
