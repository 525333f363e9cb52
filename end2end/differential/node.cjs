// The other side of the comparison: node node.cjs MODULE digests SEED FIRST BLOCKS SIZE, or describe SEED NTH.

const [module_, question, ...numbers] = process.argv.slice(2);
process.stdout.write(require(module_)[question](...numbers.map(Number)));
